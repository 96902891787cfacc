package io.latentwatch.local.demo;

import io.latentwatch.detector.statistics.Share;
import io.latentwatch.local.demo.SentImage.Part;
import io.latentwatch.schemas.Verdict;
import java.util.List;

/**
 * What was said of the sample's images of one attack.
 *
 * @param attack {@code none} for clean images
 * @param images sent
 * @param correct judged to be of their class, of those with a label
 * @param flagged of those that were judged
 */
record AttackTally(String attack, long images, Share correct, Share flagged) {
    static AttackTally of(String attack, List<Ledger.Entry> sent) {
        List<Ledger.Entry> entries = sent.stream()
                .filter(entry -> entry.sent().part() == Part.SAMPLE
                        && entry.sent().attack().equals(attack))
                .toList();
        List<Verdict> verdicts = entries.stream()
                .flatMap(entry -> entry.verdicts().stream().limit(1))
                .toList();
        List<Verdict> labelled =
                verdicts.stream().filter(verdict -> verdict.getLabel() != null).toList();
        long correct = labelled.stream()
                .filter(verdict -> verdict.getPredictedClass() == verdict.getLabel())
                .count();
        long flagged = verdicts.stream().filter(Verdict::getFlagged).count();
        return new AttackTally(
                attack, entries.size(), new Share(correct, labelled.size()), new Share(flagged, verdicts.size()));
    }

    DemoSummary.AttackRow row() {
        return new DemoSummary.AttackRow(attack, images, orNull(correct), orNull(flagged));
    }

    private static Double orNull(Share share) {
        return share.whole() == 0 ? null : share.value();
    }
}
