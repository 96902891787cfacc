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
 * @param slipped judged to be of another class and not flagged, of those with a label
 */
record AttackTally(String attack, long images, Share correct, Share flagged, Share slipped) {
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
        List<Verdict> wrong = labelled.stream()
                .filter(verdict -> verdict.getPredictedClass() != verdict.getLabel())
                .toList();
        return new AttackTally(
                attack,
                entries.size(),
                new Share(labelled.size() - wrong.size(), labelled.size()),
                new Share(verdicts.stream().filter(Verdict::getFlagged).count(), verdicts.size()),
                new Share(
                        wrong.stream().filter(verdict -> !verdict.getFlagged()).count(), labelled.size()));
    }

    /** Flagged, of those judged to be of another class than their own. */
    Share caught() {
        long wrong = correct.whole() - correct.part();
        return new Share(wrong - slipped.part(), wrong);
    }

    /** Whether the images were attacked, and against this very network as far as is known. */
    boolean attackedItself() {
        return !attack.equals(SentImage.NO_ATTACK) && !attack.startsWith(SentImage.TRANSFER);
    }

    NetworkFigures.AttackRow row() {
        return new NetworkFigures.AttackRow(attack, images, orNull(correct), orNull(flagged), orNull(slipped));
    }

    private static Double orNull(Share share) {
        return share.whole() == 0 ? null : share.value();
    }
}
