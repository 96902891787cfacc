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
import java.util.function.Function;

/** Tells people what the demo saw: a table, what its words mean, the first alarms, what the figures say, and
 * why some images were flagged. */
final class DemoReport {
    private static final int ALARMS_SHOWN = 3;
    private static final int EXAMPLES_SHOWN = 3;
    private static final int FAULTS_SHOWN = 20;

    private final DemoOptions options;
    private final DemoResult result;
    private final NetworkResult main;
    private final DemoSummary summary;
    private final double alpha;
    private final List<String> lines = new ArrayList<>();

    /** @param alpha the promised largest share of flags on clean images */
    DemoReport(DemoOptions options, DemoResult result, DemoSummary summary, double alpha) {
        this.options = options;
        this.result = result;
        this.main = result.main();
        this.summary = summary;
        this.alpha = alpha;
    }

    /** The text, ending with a line break. */
    String text() {
        table();
        words();
        alarms();
        findings();
        examples();
        account();
        return String.join("\n", lines) + "\n";
    }

    private void table() {
        say("");
        new AttackTable(result).lines().forEach(line -> say("  %s", line));
        say("");
    }

    private void words() {
        say(
                "accuracy  share of images whose predicted class is the true one; an attack changes pixels so that it is not");
        say(
                "flagged   share of images found suspicious. Clean ones: at most %s is promised (for 99 of 100 calibrations);",
                percent(alpha));
        for (NetworkResult network : result.networks()) {
            Share clean = network.clean().flagged();
            say(
                    "          %sseen %d of %,d, which speaks for a rate between %s and %s (95 %% interval)",
                    owner(network), clean.part(), clean.whole(), percent(clean.lower()), percent(clean.upper()));
        }
        say(
                "slipped   share of images that got a wrong class and no flag: what neither the network nor the detector stopped");
        if (main.sample().attacks().stream().anyMatch(attack -> attack.startsWith(SentImage.TRANSFER))) {
            say("%-9s images made against another network, not against %s", SentImage.TRANSFER, main.name());
        }
        say("speed     %s%,.0f images/s%s", owner(main), summary.main().imagesPerSecond(), howFast());
        say(
                "latency   %sp50 %.1f ms, p99 %.1f ms from sending an image to seeing its verdict, at %,.0f images/s",
                owner(main),
                summary.main().latencyMillis().p50(),
                summary.main().latencyMillis().p99(),
                options.rate());
    }

    private String howFast() {
        return options.speedImages() == 0
                ? ", the rate at which they were sent"
                : String.format(
                        Locale.ROOT,
                        ": %,d clean images, the sample over and over, as fast as they go; first third left out",
                        main.sent().stream()
                                .filter(entry -> entry.sent().part() == SentImage.Part.SPEED)
                                .count());
    }

    private void alarms() {
        say(
                "alarms    %s; one is raised when flags come more often than promised, or images are not like clean ones",
                ofEach(", ", network -> Integer.toString(network.alarms().size())));
        for (Alarm alarm : firstOf(main.alarms(), ALARMS_SHOWN)) {
            say(
                    "          %s, %s: %,d of %,d images flagged; raised by %s",
                    alarm.getLevel().name().toLowerCase(Locale.ROOT),
                    alarm.getKind().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                    alarm.getFlagged(),
                    alarm.getImages(),
                    raiser(alarm));
        }
        say("");
    }

    private void findings() {
        List<String> sentences = Findings.of(result);
        if (!sentences.isEmpty()) {
            sentences.forEach(sentence -> say("%s", sentence));
            say("");
        }
    }

    private String raiser(Alarm alarm) {
        Optional<SentImage> image = main.at(alarm.getRaisedBy());
        if (image.isEmpty()) {
            return "a record that the demo did not send: " + alarm.getRaisedBy();
        }
        String attacked = image.get().attacked()
                ? ", attacked image number " + main.attackedUpTo(image.get())
                : ", "
                        + (image.get().attack().equals(SentImage.NO_ATTACK)
                                ? "clean"
                                : image.get().attack());
        return "image " + image.get().id() + attacked;
    }

    private void examples() {
        List<Ledger.Entry> examples = firstOf(main.flaggedAttacks(), EXAMPLES_SHOWN);
        if (examples.isEmpty()) {
            return;
        }
        say("Some images that %s flagged, and why:", main.name());
        Map<Integer, String> names = main.classNames();
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
        String sums = ofEach("; ", DemoReport::sum);
        if (result.faults().isEmpty()) {
            say("Every image is accounted for: %s.", sums);
            return;
        }
        say("FAULT: not every image has exactly one verdict or dead letter: %s.", sums);
        firstOf(result.faults(), FAULTS_SHOWN).forEach(fault -> say("  %s", fault));
        if (result.faults().size() > FAULTS_SHOWN) {
            say("  and %,d more", result.faults().size() - FAULTS_SHOWN);
        }
    }

    private static String sum(NetworkResult network) {
        NetworkFigures figures = NetworkFigures.of(network);
        return String.format(
                Locale.ROOT,
                "%,d records sent, %,d verdicts, %,d dead letters",
                figures.images(),
                figures.verdicts(),
                figures.deadLetters());
    }

    private String ofEach(String separator, Function<NetworkResult, String> words) {
        return String.join(
                separator,
                result.networks().stream()
                        .map(network -> result.beside().isEmpty()
                                ? words.apply(network)
                                : network.name() + " " + words.apply(network))
                        .toList());
    }

    /** Whose figure it is, where there are several networks. */
    private String owner(NetworkResult network) {
        return result.beside().isEmpty() ? "" : network.name() + ": ";
    }

    private static <T> List<T> firstOf(List<T> all, int most) {
        return all.subList(0, Math.min(most, all.size()));
    }

    /** A dash for a share of nothing. */
    static String percent(Share share) {
        return share.whole() == 0 ? "-" : percent(share.value());
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    private void say(String format, Object... values) {
        lines.add(String.format(Locale.ROOT, format, values));
    }
}
