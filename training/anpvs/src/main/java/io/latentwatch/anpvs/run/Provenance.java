package io.latentwatch.anpvs.run;

import ai.djl.engine.Engine;
import ai.onnxruntime.OrtEnvironment;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.latentwatch.anpvs.configuration.TrainingConfiguration;
import io.latentwatch.anpvs.data.DataSplits;
import io.latentwatch.anpvs.export.OnnxWriter;
import io.latentwatch.anpvs.network.NetworkFile;
import io.latentwatch.anpvs.network.NetworkSpec;
import io.latentwatch.anpvs.optimise.EpochFigures;
import io.latentwatch.anpvs.optimise.TrainingState;
import io.latentwatch.anpvs.optimise.ValidationWatch;
import io.latentwatch.anpvs.prune.Pruning;
import io.latentwatch.bundle.SourceCommit;
import io.latentwatch.evaluation.images.LabelledImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where a model comes from: {@code training.json}, and in short the metadata of {@code model.onnx}. No names of machines or
 * folders.
 *
 * @param network the trained network's layers, as in a file of one's own
 * @param parameters trained values of the exported network
 * @param pruning what its gates removed
 * @param commit of the project's sources; null where it is not known
 * @param epochs what each epoch came to
 * @param parity largest difference of ONNX Runtime's and DJL's logits, relative to the largest; null before the export
 * @param validation figures on the validation images; null before the export
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Provenance(
        int formatVersion,
        String architecture,
        JsonNode network,
        long parameters,
        Pruning pruning,
        List<Tap> taps,
        int opset,
        TrainingConfiguration configuration,
        String commit,
        Map<String, String> versions,
        Map<String, Split> data,
        String finishedAt,
        List<EpochFigures> epochs,
        Double parity,
        Validation validation) {
    private static final int FORMAT_VERSION = 2;

    /**
     * A set of images.
     *
     * @param sha256 over its pixels, then its labels
     */
    public record Split(int images, String sha256) {
        static Split of(LabelledImages images) {
            return new Split(images.count(), images.sha256());
        }
    }

    /**
     * Measured on validation images in ONNX Runtime, on the network that is exported.
     *
     * @param cleanAccuracy in [0,1]; null where there are no such images
     * @param attackedAccuracy in [0,1]; null where no attack was run
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Validation(
            int images,
            Double cleanAccuracy,
            Integer attackedImages,
            Double attackedAccuracy,
            Map<String, String> attack) {
        static Validation of(ValidationWatch watch, ValidationWatch.Accuracies accuracies) {
            int images = watch.images().count();
            boolean attacked = watch.attack() != null && images > 0;
            return new Validation(
                    images,
                    images > 0 ? accuracies.clean() : null,
                    attacked ? Math.min(watch.attacked(), images) : null,
                    attacked ? accuracies.attacked() : null,
                    attacked ? watch.attack().description() : null);
        }
    }

    /**
     * A latent that can be watched.
     *
     * @param tensor its name in the model
     * @param features channels or units that are left
     * @param of channels or units before pruning
     */
    public record Tap(String tensor, int features, int of) {}

    private static List<Tap> taps(NetworkSpec spec, NetworkSpec deployed) {
        Map<String, Integer> before = spec.taps();
        return deployed.taps().entrySet().stream()
                .map(tap -> new Tap(tap.getKey(), tap.getValue(), before.get(tap.getKey())))
                .toList();
    }

    static Provenance of(
            TrainingConfiguration configuration, TrainingState state, DataSplits splits, List<EpochFigures> epochs) {
        NetworkSpec spec = state.unpruned();
        NetworkSpec deployed = state.deployed().spec();
        Map<String, Split> data = new LinkedHashMap<>();
        data.put("training", Split.of(splits.training()));
        data.put("validation", Split.of(splits.validation()));
        data.put("heldOut", Split.of(splits.heldOut()));
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("java", Runtime.version().toString());
        versions.put(Engine.getInstance().getEngineName(), Engine.getInstance().getVersion());
        versions.put("ONNX Runtime", OrtEnvironment.getEnvironment().getVersion());
        return new Provenance(
                FORMAT_VERSION,
                spec.name(),
                NetworkFile.write(spec),
                deployed.trainedValues(),
                Pruning.of(
                        spec,
                        state.exportedMasks(),
                        Pruning.weightSparsityPercent(state.masked().network().spec(), state.exportedWeights()),
                        deployed,
                        configuration.gaussianWeights() == null ? 1 : 2),
                taps(spec, deployed),
                OnnxWriter.OPSET,
                configuration,
                SourceCommit.find().orElse(null),
                versions,
                data,
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                List.copyOf(epochs),
                null,
                null);
    }

    Provenance measured(double agreement, Validation measured) {
        return new Provenance(
                formatVersion,
                architecture,
                network,
                parameters,
                pruning,
                taps,
                opset,
                configuration,
                commit,
                versions,
                data,
                finishedAt,
                epochs,
                agreement,
                measured);
    }

    /** What stands in the model itself. */
    Map<String, String> metadata() throws IOException {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("architecture", architecture);
        metadata.put("pruning", new ObjectMapper().writeValueAsString(pruning));
        metadata.put("taps", new ObjectMapper().writeValueAsString(taps));
        metadata.put("configuration", new ObjectMapper().writeValueAsString(configuration));
        metadata.put("versions", new ObjectMapper().writeValueAsString(versions));
        metadata.put("data", new ObjectMapper().writeValueAsString(data));
        metadata.put("finishedAt", finishedAt);
        if (commit != null) {
            metadata.put("commit", commit);
        }
        return metadata;
    }

    void write(Path file) throws IOException {
        ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        Files.write(file, json.writeValueAsBytes(this));
    }
}
