package io.latentwatch.evaluation.attack;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.latentwatch.evaluation.SmallModel;
import io.latentwatch.evaluation.images.ImageBatch;
import io.latentwatch.evaluation.images.ImageShape;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** What src/test/python/attack_reference.py wrote: a small network, images and what each attack does to them, in PyTorch. */
public final class AttackReference {
    public static final int CLASSES = 5;
    static final double EPSILON = 0.1;

    private final Map<String, float[]> tensors = new HashMap<>();

    public AttackReference() {
        try (InputStream file = AttackReference.class.getResourceAsStream("/attack-reference.txt");
                BufferedReader lines = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ", -1);
                float[] values = new float[words.length - 1];
                for (int i = 0; i < values.length; i++) {
                    values[i] = Float.parseFloat(words[i + 1]);
                }
                tensors.put(words[0], values);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public float[] tensor(String name) {
        return tensors.get(name);
    }

    public int[] integers(String name) {
        float[] values = tensor(name);
        int[] integers = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            integers[i] = Math.round(values[i]);
        }
        return integers;
    }

    public ImageBatch images() {
        return new ImageBatch(new ImageShape(1, 8, 8), tensor("images"), integers("labels"));
    }

    public ModelProto model() {
        return SmallModel.convolutional(
                tensor("conv.weight"), tensor("conv.bias"), tensor("dense.weight"), tensor("dense.bias"));
    }
}
