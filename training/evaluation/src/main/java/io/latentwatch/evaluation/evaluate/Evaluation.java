package io.latentwatch.evaluation.evaluate;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentwatch.evaluation.hypothesis.FeatureAblation;
import io.latentwatch.evaluation.vulnerability.Vulnerability;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Everything that was measured on one network; {@code evaluation.json}. No names of machines or folders, and no times but those in
 * {@code cost}: the same network, images and options give the same file otherwise.
 *
 * @param commit of the project's sources; null where it is not known
 * @param runtime version of ONNX Runtime
 * @param source of the transferred images; null without one, as {@code blackBox}
 * @param clean on all images
 * @param attacks weakest first; a row named {@code transfer} is black box, all others are white box
 * @param whiteBox vulnerability on pairs from the paper's attack
 * @param blackBox vulnerability on pairs from the same attack on the source
 * @param smoothness null where no images were set aside for it, as {@code sanity}
 * @param ablation null where it was not asked for
 * @param legacyClip null where it was not asked for
 * @param against null where it was not asked for
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Evaluation(
        int formatVersion,
        String commit,
        String runtime,
        Model model,
        Model source,
        Data data,
        Protocol protocol,
        AccuracyRow clean,
        List<AccuracyRow> attacks,
        Vulnerability whiteBox,
        Vulnerability blackBox,
        Cost cost,
        Smoothness smoothness,
        Sanity sanity,
        List<FeatureAblation.Row> ablation,
        LegacyClip legacyClip,
        Against against) {
    static final int FORMAT_VERSION = 1;

    private static final ObjectMapper JSON = new ObjectMapper();

    public Evaluation {
        attacks = List.copyOf(attacks);
    }

    /**
     * A network.
     *
     * @param sha256 of its file
     * @param name of its graph
     */
    public record Model(String sha256, String name) {}

    /**
     * A set of images.
     *
     * @param sha256 over its pixels, then its labels
     */
    public record Data(String sha256, int images) {}

    /** The same with what differs from another network. */
    public Evaluation against(Evaluation other) {
        return new Evaluation(
                formatVersion,
                commit,
                runtime,
                model,
                source,
                data,
                protocol,
                clean,
                attacks,
                whiteBox,
                blackBox,
                cost,
                smoothness,
                sanity,
                ablation,
                legacyClip,
                Against.of(this, other));
    }

    /**
     * Reads a file that {@link #write} wrote.
     *
     * @throws IOException if it is none, or one of another format version
     */
    public static Evaluation read(Path file) throws IOException {
        try {
            Evaluation evaluation = JSON.readValue(file.toFile(), Evaluation.class);
            if (evaluation.formatVersion != FORMAT_VERSION) {
                throw new IOException("%s: expected format version %d, found %d; evaluate the network again"
                        .formatted(file, FORMAT_VERSION, evaluation.formatVersion));
            }
            return evaluation;
        } catch (JsonProcessingException e) {
            throw new IOException(
                    "%s: expected an evaluation, found other JSON: %s; give a file that ./latentwatch evaluate wrote"
                            .formatted(file, e.getOriginalMessage()),
                    e);
        }
    }

    /** Writes the file in one step; an existing one is replaced. */
    public void write(Path file) throws IOException {
        ReportFile.write(this, file);
    }
}
