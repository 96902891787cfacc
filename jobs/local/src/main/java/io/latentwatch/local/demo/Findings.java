package io.latentwatch.local.demo;

import static io.latentwatch.local.demo.DemoReport.percent;

import io.latentwatch.detector.statistics.Share;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** What the table's figures say of robustness and of detection, in sentences. Each compares networks on images made against themselves. */
final class Findings {
    private Findings() {}

    /** No sentence where there are no figures for it. */
    static List<String> of(DemoResult result) {
        List<String> sentences = new ArrayList<>();
        result.beside().forEach(other -> sentences.addAll(robustness(result.main(), other)));
        List<String> shares = result.networks().stream()
                .filter(network -> !labelled(network).isEmpty())
                .map(Findings::caught)
                .toList();
        if (!shares.isEmpty()) {
            sentences.add("What detection adds: of the attacked images that a network gets wrong, "
                    + String.join(", ", shares) + ".");
            sentences.add(
                    "These attacks do not know the detector. Attackers who do will do better: more will slip through.");
        }
        return sentences;
    }

    /** One sentence for each attack that was made against both. */
    private static List<String> robustness(NetworkResult main, NetworkResult other) {
        List<String> sentences = new ArrayList<>();
        for (AttackTally ours : labelled(main)) {
            labelled(other).stream()
                    .filter(theirs -> theirs.attack().equals(ours.attack()))
                    .map(theirs -> say(
                            "What robustness buys: of the images made against each network itself (%s), %s judges %s; of the clean ones, %s.",
                            ours.attack(),
                            main.name(),
                            compared(ours.correct(), theirs.correct(), other.name()),
                            compared(main.clean().correct(), other.clean().correct(), other.name())))
                    .forEach(sentences::add);
        }
        return sentences;
    }

    /** Such as {@code 62.0 % right, standard 1.0 % (61.0 points more)}. */
    private static String compared(Share ours, Share theirs, String other) {
        String both = say("%s right, %s %s", percent(ours), other, percent(theirs));
        return ours.whole() == 0 || theirs.whole() == 0
                ? both
                : say("%s (%s)", both, difference(100 * (ours.value() - theirs.value())));
    }

    private static String difference(double points) {
        String size = say("%.1f", Math.abs(points));
        if (size.equals("0.0")) {
            return "no difference";
        }
        return say("%s points %s", size, points < 0 ? "less" : "more");
    }

    private static String caught(NetworkResult network) {
        Share caught = new Share(
                sum(network, tally -> tally.caught().part()),
                sum(network, tally -> tally.caught().whole()));
        return caught.whole() == 0
                ? network.name() + " has none to flag"
                : say("%s flags %s (%,d of %,d)", network.name(), percent(caught), caught.part(), caught.whole());
    }

    /** Those of the attacks against the network itself whose images have labels. */
    private static List<AttackTally> labelled(NetworkResult network) {
        return network.tallies().stream()
                .filter(tally -> tally.attackedItself() && tally.correct().whole() > 0)
                .toList();
    }

    private static long sum(NetworkResult network, ToLongFunction<AttackTally> count) {
        return labelled(network).stream().mapToLong(count).sum();
    }

    private static String say(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
