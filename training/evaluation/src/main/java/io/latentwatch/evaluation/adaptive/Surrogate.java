package io.latentwatch.evaluation.adaptive;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleException;
import io.latentwatch.bundle.BundleFiles;
import io.latentwatch.bundle.Manifest;
import io.latentwatch.detector.infer.ScoreNames;
import io.latentwatch.detector.infer.Squeeze;
import io.latentwatch.evaluation.gradient.GradientGraph;
import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.gradient.OnnxInputGradient;
import java.util.List;

/**
 * A bundle's network and detector as an attacker sees them who knows both. Its networks give {@link ObservedRow}s where others give logits, so that any loss
 * over such a row has a gradient.
 */
public final class Surrogate {
    private final Bundle bundle;
    private final ModelProto classifier;
    private final ModelProto monitor;
    private final RawScores scores;

    /** @param classifier the bundle's, taking pixels in [0,1] */
    public Surrogate(Bundle bundle, ModelProto classifier) {
        this.bundle = bundle;
        this.classifier = classifier;
        try {
            this.monitor = ModelProto.parseFrom(bundle.file(BundleFiles.MONITOR));
        } catch (InvalidProtocolBufferException e) {
            throw new BundleException(bundle.path(BundleFiles.MONITOR) + ": no ONNX model; profile the model again", e);
        }
        requireAllScores();
        ObservedRow row = ObservedRow.of(bundle.manifest());
        Noise.requireIn(monitor, row, bundle.path(BundleFiles.MONITOR));
        List<String> squeezers = bundle.manifest().scores().squeezers();
        this.scores = new RawScores(row, WatchedReferences.read(monitor, row, squeezers), Squeeze.parse(squeezers));
    }

    private void requireAllScores() {
        Manifest manifest = bundle.manifest();
        Manifest.Scores found = manifest.scores();
        List<String> taps = manifest.taps().stream().map(Manifest.Tap::name).toList();
        List<String> plain = ScoreNames.plain(taps);
        List<String> twin = ScoreNames.twin(taps, found.squeezers());
        if (!found.plain().equals(plain) || !found.twin().equals(twin)) {
            throw new BundleException(
                    "%s: has the scores %s and %s, an attacker who knows them expects %s and %s; profile the model again"
                            .formatted(bundle.path(BundleFiles.MANIFEST), found.plain(), found.twin(), plain, twin));
        }
    }

    public RawScores scores() {
        return scores;
    }

    /**
     * Network and detector together, in ONNX Runtime; its logits are observed rows.
     *
     * @throws io.latentwatch.evaluation.gradient.UnsupportedModelException if the classifier has an operator that cannot be differentiated
     */
    public InputGradient open(BackwardPass pass) {
        GradientGraph graph = SurrogateGraph.write(classifier, monitor, bundle.manifest(), pass);
        return OnnxInputGradient.of(graph);
    }

    /** The classifier behind one of the bundle's squeezers and without a detector. */
    public InputGradient openSqueezed(int squeezer, BackwardPass pass) {
        GradientGraph graph = SurrogateGraph.writeSqueezed(classifier, monitor, bundle.manifest(), squeezer, pass);
        return OnnxInputGradient.of(graph);
    }
}
