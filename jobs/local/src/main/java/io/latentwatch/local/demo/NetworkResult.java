package io.latentwatch.local.demo;

import io.latentwatch.schemas.Alarm;
import io.latentwatch.schemas.Position;
import io.latentwatch.schemas.Verdict;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the demo saw of one network.
 *
 * @param name of the network
 * @param sample the images that were sent
 * @param sent every record and what came of it
 * @param alarms that were raised, as they were called last, in the order in which they were seen
 * @param faults one line for each record without exactly one verdict or dead letter; empty when all is well
 */
record NetworkResult(String name, DemoImages sample, List<Ledger.Entry> sent, List<Alarm> alarms, List<String> faults) {
    NetworkResult {
        sent = List.copyOf(sent);
        alarms = List.copyOf(alarms);
        faults = List.copyOf(faults);
    }

    /** One for each attack of the sample, clean images first. */
    List<AttackTally> tallies() {
        return sample.attacks().stream()
                .map(attack -> AttackTally.of(attack, sent))
                .toList();
    }

    /** That of the clean images; a sample always holds some. */
    AttackTally clean() {
        return tallies().get(0);
    }

    /** What was sent as the record at a position. */
    Optional<SentImage> at(Position position) {
        return sent.stream()
                .filter(entry -> entry.position().equals(position))
                .map(Ledger.Entry::sent)
                .findFirst();
    }

    /** How many attacked images had been sent when this one was, itself included. */
    long attackedUpTo(SentImage image) {
        return sent.stream()
                .map(Ledger.Entry::sent)
                .filter(other -> other.attacked() && other.nanoTime() <= image.nanoTime())
                .count();
    }

    /** Verdicts that flag attacked images, one for each true class, in the order of sending. */
    List<Ledger.Entry> flaggedAttacks() {
        Set<Integer> classes = new HashSet<>();
        return sent.stream()
                .filter(entry -> entry.sent().attacked()
                        && !entry.verdicts().isEmpty()
                        && entry.verdicts().get(0).getFlagged())
                .sorted(Comparator.comparingLong(entry -> entry.sent().nanoTime()))
                .filter(entry -> classes.add(entry.verdicts().get(0).getLabel()))
                .toList();
    }

    /** Malformed records that were sent. */
    long malformed() {
        return sent.stream()
                .filter(entry -> entry.sent().attack().equals(SentImage.MALFORMED))
                .count();
    }

    /** Dead letters by reason. */
    Map<String, Long> deadLetterReasons() {
        return sent.stream()
                .flatMap(entry -> entry.deadLetters().stream())
                .collect(Collectors.groupingBy(
                        letter -> letter.getReason().name(), TreeMap::new, Collectors.counting()));
    }

    /** Names of the classes that were predicted, by index. */
    Map<Integer, String> classNames() {
        return sent.stream()
                .flatMap(entry -> entry.verdicts().stream())
                .collect(Collectors.toMap(Verdict::getPredictedClass, Verdict::getPredictedName, (a, b) -> a));
    }
}
