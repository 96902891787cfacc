package io.latentwatch.anpvs.retrain;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.latentwatch.schemas.RetrainingTrigger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a trigger was answered.
 *
 * @param trigger its id
 * @param bundleId the bundle that was found wanting
 * @param evidence of the trigger
 * @param reasons why nothing was trained, or references could not be made; empty where something was
 * @param images what became of the trigger's records
 * @param labels what became of the labels
 * @param training what the network was trained on; null where none was
 * @param gates each one's outcome; empty where none was trained
 * @param newBundleId null where there is none
 * @param newBundle its folder
 * @param next what a person does next
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RetrainingReport(
        int formatVersion,
        String trigger,
        String bundleId,
        Map<String, Double> evidence,
        Outcome outcome,
        List<String> reasons,
        FetchedImages.Counts images,
        LabelJoin.Counts labels,
        TrainingSet training,
        List<Gate> gates,
        String newBundleId,
        String newBundle,
        String next) {
    static final String JSON = "report.json";
    static final String TEXT = "report.txt";

    private static final int FORMAT_VERSION = 1;

    /**
     * What a network was trained on.
     *
     * @param original images of the original set
     * @param drifted labelled images of the trigger
     * @param repeats how often each of these is in the training set
     * @param holdOut labelled images of the trigger that decide
     */
    public record TrainingSet(int original, int drifted, int repeats, int holdOut) {}

    public RetrainingReport {
        evidence = new TreeMap<>(evidence);
        reasons = List.copyOf(reasons);
        gates = List.copyOf(gates);
    }

    static RetrainingReport of(
            RetrainingTrigger trigger,
            Outcome outcome,
            List<String> reasons,
            FetchedImages.Counts images,
            LabelJoin.Counts labels) {
        return new RetrainingReport(
                FORMAT_VERSION,
                trigger.getId(),
                trigger.getBundleId(),
                trigger.getEvidence(),
                outcome,
                reasons,
                images,
                labels,
                null,
                List.of(),
                null,
                null,
                null);
    }

    RetrainingReport trained(Outcome result, TrainingSet on, List<Gate> passed) {
        return new RetrainingReport(
                formatVersion,
                trigger,
                bundleId,
                evidence,
                result,
                reasons,
                images,
                labels,
                on,
                passed,
                newBundleId,
                newBundle,
                next);
    }

    RetrainingReport withBundle(Outcome result, String id, String folder, String todo) {
        return new RetrainingReport(
                formatVersion,
                trigger,
                bundleId,
                evidence,
                result,
                reasons,
                images,
                labels,
                training,
                gates,
                id,
                folder,
                todo);
    }

    /** Writes both files; the JSON one last and in one step, since it says that the trigger is answered. */
    void write(Path folder) throws IOException {
        Files.writeString(folder.resolve(TEXT), text());
        JsonMapper mapper =
                JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        Path whole = folder.resolve(JSON + ".part");
        Files.writeString(whole, mapper.writeValueAsString(this) + "\n");
        Files.move(whole, folder.resolve(JSON), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** For people. */
    public String text() {
        StringBuilder text = new StringBuilder();
        line(text, "trigger   %s", trigger);
        line(text, "outcome   %s: %s", outcome, outcome.sentence());
        reasons.forEach(reason -> line(text, "because   %s", reason));
        line(
                text,
                "images    %,d records read, %,d deleted before; left out: %,d in quarantine, %,d unreadable, %,d known, %,d repeated, %,d beyond the limit; kept %,d",
                images.records(),
                images.deleted(),
                images.quarantined(),
                images.unreadable(),
                images.known(),
                images.repeated(),
                images.beyondLimit(),
                images.kept());
        line(
                text,
                "labels    %,d read; %,d of other images, %,d refused, %,d unusable records; images with a label %,d (%,d trusted), with labels that disagree %,d",
                labels.read(),
                labels.ofOtherImages(),
                labels.refused(),
                labels.unusable(),
                labels.joined(),
                labels.trusted(),
                labels.conflicting());
        if (training != null) {
            line(
                    text,
                    "trained   on %,d original images and %,d labelled ones of the trigger, each %d times; %,d held out",
                    training.original(),
                    training.drifted(),
                    training.repeats(),
                    training.holdOut());
        }
        for (Gate gate : gates) {
            line(
                    text,
                    "gate      %-15s %s  %5.1f %% -> %5.1f %% (difference %+.1f to %+.1f) of %,d images; %s",
                    gate.name(),
                    gate.passed() ? "passed" : "FAILED",
                    100 * gate.before(),
                    100 * gate.after(),
                    100 * gate.lower(),
                    100 * gate.upper(),
                    gate.images(),
                    gate.detail());
        }
        if (newBundleId != null) {
            line(text, "bundle    %s in %s", newBundleId, newBundle);
        }
        if (next != null) {
            line(text, "next      %s", next);
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
