package io.latentwatch.local.demo;

import io.latentwatch.detector.statistics.Share;
import io.latentwatch.schemas.Alarm;
import io.latentwatch.schemas.FeatureDeviation;
import io.latentwatch.schemas.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Tells people what the demo saw: a table, what its words mean, the first alarms, and why some images were flagged. */
final class DemoReport {
    private static final int ALARMS_SHOWN = 3;
    private static final int EXAMPLES_SHOWN = 3;
    private static final int FAULTS_SHOWN = 20;

    private final DemoOptions options;
    private final DemoResult result;
    private final DemoSummary summary;
    private final double alpha;
    private final List<String> lines = new ArrayList<>();

    /** @param alpha the promised largest share of flags on clean images */
    DemoReport(DemoOptions options, DemoResult result, DemoSummary summary, double alpha) {
        this.options = options;
        this.result = result;
        this.summary = summary;
        this.alpha = alpha;
    }

    /** The text, ending with a line break. */
    String text() {
        table();
        words();
        alarms();
        examples();
        account();
        return String.join("\n", lines) + "\n";
    }

    private void table() {
        say("");
        say("  %-12s %8s %10s %10s", "attack", "images", "accuracy", "flagged");
        for (AttackTally tally : result.tallies()) {
            say(
                    "  %-12s %,8d %10s %10s",
                    tally.attack(), tally.images(), percent(tally.correct()), percent(tally.flagged()));
        }
        say(
                "  %-12s %,8d   dead letters: %s",
                SentImage.MALFORMED, MalformedRecords.all().size(), deadLetters());
        say("");
    }

    private void words() {
        Share clean = result.tallies().get(0).flagged();
        say(
                "accuracy  share of images whose predicted class is the true one; an attack changes pixels so that it is not");
        say(
                "flagged   share of images found suspicious. Clean ones: at most %s is promised (for 99 of 100 calibrations);",
                percent(alpha));
        say(
                "          seen %d of %,d, which speaks for a rate between %s and %s (95 %% interval)",
                clean.part(), clean.whole(), percent(clean.lower()), percent(clean.upper()));
        say("speed     %,.0f images/s%s", summary.imagesPerSecond(), howFast());
        say(
                "latency   p50 %.1f ms, p99 %.1f ms from sending an image to seeing its verdict, at %,.0f images/s",
                summary.latencyMillis().p50(), summary.latencyMillis().p99(), options.rate());
    }

    private String howFast() {
        return options.speedImages() == 0
                ? ", the rate at which they were sent"
                : String.format(
                        Locale.ROOT,
                        ": %,d clean images, the sample over and over, as fast as they go; first third left out",
                        result.sent().stream()
                                .filter(entry -> entry.sent().part() == SentImage.Part.SPEED)
                                .count());
    }

    private void alarms() {
        say("alarms    %d; one is raised when flags come more often than promised", summary.alarms());
        for (Alarm alarm : firstOf(result.alarms(), ALARMS_SHOWN)) {
            say(
                    "          %s: %,d of %,d images flagged; raised by %s",
                    alarm.getLevel().name().toLowerCase(Locale.ROOT),
                    alarm.getFlagged(),
                    alarm.getImages(),
                    raiser(alarm));
        }
        say("");
    }

    private String raiser(Alarm alarm) {
        Optional<SentImage> image = result.at(alarm.getRaisedBy());
        if (image.isEmpty()) {
            return "a record that the demo did not send: " + alarm.getRaisedBy();
        }
        String attacked = image.get().attacked()
                ? ", attacked image number " + result.attackedUpTo(image.get())
                : ", "
                        + (image.get().attack().equals(SentImage.NO_ATTACK)
                                ? "clean"
                                : image.get().attack());
        return "image " + image.get().id() + attacked;
    }

    private void examples() {
        List<Ledger.Entry> examples = firstOf(result.flaggedAttacks(), EXAMPLES_SHOWN);
        if (examples.isEmpty()) {
            return;
        }
        say("Some flagged images, and why:");
        Map<Integer, String> names = result.classNames();
        for (Ledger.Entry entry : examples) {
            Verdict verdict = entry.verdicts().get(0);
            say(
                    "  %s (%s): called %s with confidence %.2f%s; p-value %.2g",
                    entry.sent().id(),
                    entry.sent().attack(),
                    verdict.getPredictedName(),
                    verdict.getConfidence(),
                    truth(verdict, names),
                    verdict.getPValue());
            say("    loudest score %s%s", verdict.getLoudest(), topFeature(verdict));
        }
        say("");
    }

    private static String truth(Verdict verdict, Map<Integer, String> names) {
        if (verdict.getLabel() == null) {
            return "";
        }
        return verdict.getLabel() == verdict.getPredictedClass()
                ? ", rightly"
                : ", is " + names.getOrDefault(verdict.getLabel(), "class " + verdict.getLabel());
    }

    private static String topFeature(Verdict verdict) {
        if (verdict.getTopFeatures().isEmpty()) {
            return "";
        }
        FeatureDeviation top = verdict.getTopFeatures().get(0);
        return String.format(
                Locale.ROOT,
                "; stands out most: layer %s, feature %d, %+.1f times the clean deviation",
                top.getLayer(),
                top.getIndex(),
                top.getDeviation());
    }

    private void account() {
        String sum = String.format(
                Locale.ROOT,
                "%,d records sent, %,d verdicts, %,d dead letters",
                summary.images(),
                summary.verdicts(),
                summary.deadLetters());
        if (result.faults().isEmpty()) {
            say("Every image is accounted for: %s.", sum);
            return;
        }
        say("FAULT: not every image has exactly one verdict or dead letter: %s.", sum);
        firstOf(result.faults(), FAULTS_SHOWN).forEach(fault -> say("  %s", fault));
        if (result.faults().size() > FAULTS_SHOWN) {
            say("  and %,d more", result.faults().size() - FAULTS_SHOWN);
        }
    }

    private String deadLetters() {
        return String.join(
                ", ",
                result.deadLetterReasons().entrySet().stream()
                        .map(reason -> reason.getValue() + " " + reason.getKey())
                        .toList());
    }

    private static <T> List<T> firstOf(List<T> all, int most) {
        return all.subList(0, Math.min(most, all.size()));
    }

    private static String percent(Share share) {
        return share.whole() == 0 ? "-" : percent(share.value());
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    private void say(String format, Object... values) {
        lines.add(String.format(Locale.ROOT, format, values));
    }
}
