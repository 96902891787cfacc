package io.latentwatch.evaluation.gradient;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.latentwatch.evaluation.classify.OnnxClassifier;
import io.latentwatch.evaluation.images.ImageBatch;

/** The input gradient of any ONNX classifier, as far as there is one. */
public final class InputGradients {
    private InputGradients() {}

    /**
     * The gradient in ONNX Runtime. Of a classifier with a node that has no rule for it, the logits alone: what attacks need that only ask; others are refused,
     * with the node, when they ask for a gradient.
     *
     * @param classifier one image input float32 {@code [N, C, H, W]}, one output of logits or probabilities {@code [N, K]}
     * @throws UnsupportedModelException if it is no such classifier
     */
    public static InputGradient of(ModelProto classifier) {
        try {
            return OnnxInputGradient.of(GradientGraph.of(classifier, TieRule.FIRST));
        } catch (UnsupportedModelException e) {
            if (classifier.getGraph().getNodeList().stream().allMatch(BackwardRules::knows)) {
                throw e; // it is something else
            }
            return logitsAlone(GradientGraph.withoutFinalSoftmax(classifier), e);
        }
    }

    /**
     * Reads a classifier.
     *
     * @throws UnsupportedModelException if these bytes are no ONNX model, or one that {@link #of(ModelProto)} refuses
     */
    public static InputGradient of(byte[] classifier) {
        try {
            return of(ModelProto.parseFrom(classifier));
        } catch (InvalidProtocolBufferException e) {
            throw new UnsupportedModelException("expected an ONNX model, found other bytes: " + e.getMessage(), e);
        }
    }

    private static InputGradient logitsAlone(ModelProto classifier, UnsupportedModelException noGradient) {
        try {
            return new LogitsAlone(OnnxClassifier.of(classifier.toByteArray()), noGradient);
        } catch (IllegalArgumentException e) {
            noGradient.addSuppressed(e);
            throw noGradient;
        }
    }

    /** @param noGradient why there is none */
    private record LogitsAlone(OnnxClassifier classifier, UnsupportedModelException noGradient)
            implements InputGradient {
        @Override
        public InputLoss at(ImageBatch batch, LogitLoss loss) {
            throw new UnsupportedModelException(
                    noGradient.getMessage()
                            + ", or run attacks that only ask, such as square and hop-skip-jump, or attacks that are made on another classifier (--source-model of attack and evaluate-detector)",
                    noGradient);
        }

        @Override
        public float[] logits(ImageBatch batch) {
            return classifier.logits(batch);
        }

        @Override
        public void close() {
            classifier.close();
        }
    }
}
