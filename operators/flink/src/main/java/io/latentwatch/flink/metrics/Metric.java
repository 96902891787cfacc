package io.latentwatch.flink.metrics;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Every metric of the job, each once: its name below the group {@code latentwatch} of the operator that owns it, its labels and its meaning.
 * Labels never name a source or an image, and a bundle only in {@link #MODEL_INFO}, so that the number of series stays small.
 *
 * <p>No name begins with a label's name and an underscore: Flink writes the labels' names in front of a metric's, and the rules that take them
 * off again could not tell the two apart.
 */
public enum Metric {
    IMAGES("images", Owner.INSPECT, Kind.COUNTER, "records taken; outcome: judged, dead_letter", "outcome"),
    DEAD_LETTERS("dead_letters", Owner.INSPECT, Kind.COUNTER, "records that could not be judged", "reason"),
    FLAGGED_IMAGES("flagged_images", Owner.INSPECT, Kind.COUNTER, "judged images that were flagged"),
    EXPECTED_FLAGS(
            "expected_flags",
            Owner.INSPECT,
            Kind.SUM,
            "flags to be expected of the judged images if all are clean: the sum of r / (n + 1) of the calibration table of each"),
    EXPECTED_FLAGS_LOW(
            "expected_flags_low",
            Owner.INSPECT,
            Kind.SUM,
            "the same at the lower end of what 99 of 100 calibration draws lead to, over many images"),
    EXPECTED_FLAGS_HIGH("expected_flags_high", Owner.INSPECT, Kind.SUM, "the same at the upper end"),
    TWINNED_IMAGES("twinned_images", Owner.INSPECT, Kind.COUNTER, "judged images whose squeezed copy was run too"),
    TWIN_FLIPS("twin_flips", Owner.INSPECT, Kind.COUNTER, "twinned images of which a squeezed copy has another class"),
    TWIN_MEAN_DISTORTION(
            "twin_mean_distortion",
            Owner.INSPECT,
            Kind.SUM,
            "how far the latents stray from those of squeezed copies, in clean units and in the mean over layers and features, added up over twinned images: over their number the vulnerability of the stream, on clean images at most about 1"),
    TWIN_SUM_DISTORTION(
            "twin_sum_distortion", Owner.INSPECT, Kind.SUM, "the same added up over all features of all layers"),
    TWIN_RATE(
            "twin_rate",
            Owner.INSPECT,
            Kind.GAUGE,
            "share of the images that are to get a twin now, 0 to 1; less than configured under overload"),
    CONFIGURED_TWIN_RATE(
            "configured_twin_rate",
            Owner.INSPECT,
            Kind.GAUGE,
            "share of the images that get a twin while the task keeps up, 0 to 1"),
    P_VALUE("p_value", Owner.INSPECT, Kind.BUCKETS, "p-values of the judged images; uniform on clean ones"),
    PROCESSING_SECONDS(
            "processing_seconds",
            Owner.INSPECT,
            Kind.BUCKETS,
            "time of a batch in a stage; stage: queue (its first image's wait), decode, infer, judge, emit",
            "stage"),
    END_TO_END_SECONDS(
            "end_to_end_seconds",
            Owner.INSPECT,
            Kind.BUCKETS,
            "from a record's Kafka timestamp until its verdict or dead letter leaves the operator"),
    BATCH_IMAGES("batch_images", Owner.INSPECT, Kind.BUCKETS, "records in a batch"),
    MODEL_INFO(
            "model_info",
            Owner.INSPECT,
            Kind.GAUGE,
            "1 for the bundle that judges; one that did before is gone, or 0",
            "bundle"),
    MODEL_CREATED_SECONDS(
            "model_created_seconds",
            Owner.INSPECT,
            Kind.GAUGE,
            "when that bundle was made, in seconds since 1970-01-01T00:00Z; NaN where it does not say"),
    DEVICE_FALLBACK(
            "device_fallback",
            Owner.INSPECT,
            Kind.GAUGE,
            "1 where a graphics card was to be used if that is possible (device: auto) and the processor computes, else 0"),
    SHADOW_IMAGES(
            "shadow_images",
            Owner.INSPECT,
            Kind.COUNTER,
            "images judged by a shadow, too; result, beside the active bundle's: same, other_class, other_flag, other_class_and_flag, one_refused",
            "result"),
    MODEL_COMMANDS(
            "model_commands",
            Owner.INSPECT,
            Kind.COUNTER,
            "commands for bundles, counted in each subtask; result: accepted, or why not: malformed, replayed, unknown_bundle, conflict, forbidden_uri, unreachable, rejected, incompatible; failed: a shadow was dropped later",
            "result"),
    DISTORTION(
            "distortion",
            Owner.MODEL,
            Kind.SUM,
            "distortion of a layer, added up over images; over clean_distortion it is the ratio to clean images, about 1",
            "layer"),
    CLEAN_DISTORTION(
            "clean_distortion",
            Owner.MODEL,
            Kind.SUM,
            "what clean images of the same predicted classes show at the layer, added up over the same images",
            "layer"),
    PREDICTED_IMAGES(
            "predicted_images",
            Owner.MODEL,
            Kind.COUNTER,
            "judged images by predicted class: its index, or other beyond the first 20",
            "class"),
    PREDICTED_FLAGGED("predicted_flagged", Owner.MODEL, Kind.COUNTER, "flagged ones among them", "class"),
    TOP_FEATURE(
            "top_feature",
            Owner.MODEL,
            Kind.GAUGE,
            "index, within its layer, of the feature that stands out most first, second and third most often among 200 of the newest images with low p-values, ten of a run at most; NaN where the rank is another layer's",
            "rank",
            "layer"),
    EVIDENCE(
            "evidence",
            Owner.STATISTICS,
            Kind.GAUGE,
            "of a statistic of the whole stream, or of its newest judged window (the layer furthest over its limit for distortion); 0 after 10 minutes (windows: 2 hours) without images",
            "level",
            "statistic"),
    EVIDENCE_LIMIT("evidence_limit", Owner.STATISTICS, Kind.GAUGE, "where it raises an alarm", "level", "statistic"),
    OPEN_ALARMS(
            "open_alarms",
            Owner.STATISTICS,
            Kind.GAUGE,
            "1 while an alarm of the whole stream or of windows is open; there from the first such alarm on",
            "level",
            "statistic",
            "kind"),
    ALARMS(
            "alarms",
            Owner.ALARMS,
            Kind.COUNTER,
            "alarms raised, those of sources too; one that is called something else later counts once more, as that kind",
            "level",
            "statistic",
            "kind"),
    UNUSABLE_COMMANDS(
            "unusable_commands", Owner.COMMANDS, Kind.COUNTER, "records of the commands' topic that are no commands"),
    RETRAINING_REQUESTS(
            "retraining_requests",
            Owner.RETRAINING,
            Kind.COUNTER,
            "drift-like alarms that ask for a retraining; result: written, joined (to one whose images are still collected), early (too soon after the last one: it waits)",
            "result"),
    LATE_IMAGES("late_images", Owner.LATE, Kind.COUNTER, "images that came after their window had closed");

    /** The group that all stand below. */
    public static final String GROUP = "latentwatch";

    private final String id;
    private final Owner owner;
    private final Kind kind;
    private final String meaning;
    private final String labels;

    Metric(String id, Owner owner, Kind kind, String meaning, String... labels) {
        this.id = id;
        this.owner = owner;
        this.kind = kind;
        this.meaning = meaning;
        this.labels = String.join(",", labels);
    }

    /** The operator that a metric belongs to. */
    public enum Owner {
        INSPECT("inspect images", "each subtask"),
        MODEL("model figures", "one subtask"),
        STATISTICS("stream, new source and window alarms", "the subtasks that keep them"),
        ALARMS("alarm figures", "one subtask"),
        COMMANDS("read commands", "each subtask"),
        RETRAINING("retraining triggers", "each subtask"),
        LATE("late images", "each subtask");

        private final String operator;
        private final String where;

        Owner(String operator, String where) {
            this.operator = operator;
            this.where = where;
        }

        /** The operator's name in the job. */
        public String operator() {
            return operator;
        }
    }

    /** How values are to be read. */
    public enum Kind {
        /** Whole numbers that only grow. */
        COUNTER,
        /** Numbers that only grow; a gauge to Flink, whose counters are whole. */
        SUM,
        /** A value of the moment. */
        GAUGE,
        /** {@code NAME_bucket} with the label {@code le}, a counter each, cumulative over {@code le}; and {@code NAME_sum}. */
        BUCKETS
    }

    /** Its name below {@link #GROUP}. */
    public String id() {
        return id;
    }

    public Owner owner() {
        return owner;
    }

    public Kind kind() {
        return kind;
    }

    /** Names of its labels, {@code le} apart. */
    public List<String> labels() {
        return labels.isEmpty() ? List.of() : List.of(labels.split(",", -1));
    }

    /** The catalogue as a table in Markdown. */
    public static String markdown() {
        return "| operator | metric | kind | labels | meaning |\n|---|---|---|---|---|\n"
                + Stream.of(values()).map(Metric::row).collect(Collectors.joining());
    }

    private String row() {
        return "| %s (%s) | `%s` | %s | %s | %s |\n"
                .formatted(
                        owner.operator,
                        owner.where,
                        id,
                        kind.name().toLowerCase(Locale.ROOT),
                        labels().stream().map(label -> "`" + label + "`").collect(Collectors.joining(", ")),
                        meaning);
    }
}
