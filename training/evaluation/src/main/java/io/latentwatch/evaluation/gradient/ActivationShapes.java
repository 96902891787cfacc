package io.latentwatch.evaluation.gradient;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The shapes of a graph's tensors for one image; found by running it once on a black one, when first asked. */
final class ActivationShapes {
    private final ModelProto model;
    private final String image;
    private final Map<String, long[]> shapes = new HashMap<>();

    ActivationShapes(ModelProto model, String image) {
        this.model = model;
        this.image = image;
    }

    long[] of(String tensor) {
        if (shapes.isEmpty()) {
            run();
        }
        return shapes.get(tensor);
    }

    private void run() {
        long[] imageShape = imageShape();
        int size = 1;
        for (long dimension : imageShape) {
            size = Math.toIntExact(size * dimension);
        }
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
                OrtSession session = environment.createSession(withAllOutputs().toByteArray(), options);
                OnnxTensor black = OnnxTensor.createTensor(environment, FloatBuffer.allocate(size), imageShape);
                OrtSession.Result result = session.run(Map.of(image, black))) {
            shapes.put(image, imageShape);
            for (Map.Entry<String, OnnxValue> output : result) {
                shapes.put(
                        output.getKey(),
                        ((OnnxTensor) output.getValue()).getInfo().getShape());
            }
        } catch (OrtException e) {
            throw new UnsupportedModelException("ONNX Runtime refuses the model: " + e.getMessage(), e);
        }
    }

    private ModelProto withAllOutputs() {
        GraphProto.Builder graph = model.getGraph().toBuilder();
        Set<String> present = new HashSet<>();
        graph.getOutputList().forEach(output -> present.add(output.getName()));
        for (NodeProto node : model.getGraph().getNodeList()) {
            for (String output : node.getOutputList()) {
                if (!output.isEmpty() && present.add(output)) {
                    graph.addOutput(ValueInfoProto.newBuilder().setName(output));
                }
            }
        }
        return model.toBuilder().setGraph(graph).build();
    }

    private long[] imageShape() {
        List<Dimension> dimensions = model.getGraph().getInputList().stream()
                .filter(input -> input.getName().equals(image))
                .findFirst()
                .orElseThrow()
                .getType()
                .getTensorType()
                .getShape()
                .getDimList();
        long[] shape = dimensions.stream().mapToLong(Dimension::getDimValue).toArray();
        if (shape.length > 0) {
            shape[0] = 1;
        }
        for (long dimension : shape) {
            if (dimension < 1) {
                throw new UnsupportedModelException(
                        "input '%s': expected fixed sizes behind the batch, found %s; export the network for one image size"
                                .formatted(image, dimensions));
            }
        }
        return shape;
    }
}
