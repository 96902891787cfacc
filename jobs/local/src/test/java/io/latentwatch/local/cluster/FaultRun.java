package io.latentwatch.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.bundle.BundleReader;
import io.latentwatch.flink.models.CommandResult;
import io.latentwatch.local.run.DemoData;
import io.latentwatch.monitoring.configuration.Delivery;
import io.latentwatch.schemas.Position;
import io.latentwatch.schemas.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * One fault, met by a job of its own on a {@link Stand}: images are sent without a pause, before, during and after it, and then each of them has to be accounted for.
 *
 * @param silence the longest time without a new verdict, from the fault's beginning to the job's end
 * @param images that were sent
 * @param repeated of them have more than one verdict
 * @param changed of those have verdicts that differ in what duplicates must share
 */
record FaultRun(Fault fault, Delivery delivery, Duration silence, int images, long repeated, long changed) {
    static final int IMAGES_A_SECOND = 100;

    private static final int STEADY = 5 * IMAGES_A_SECOND;
    private static final Duration LATECOMERS = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    /** Runs a job through a fault and closes the books, which have to balance: each image accounted for, duplicates none or alike, all by the bundle that judged before. */
    static FaultRun of(Stand stand, Fault fault, Delivery delivery, String prefix) throws Exception {
        String job = stand.submit(prefix, delivery);
        try {
            return met(stand, fault, delivery, prefix, stand.broker().trustedServers());
        } finally {
            stand.cancel(job);
        }
    }

    private static FaultRun met(Stand stand, Fault fault, Delivery delivery, String prefix, String servers)
            throws Exception {
        try (Feed feed = new Feed(servers, prefix + ".images", DemoData.images(1_000), IMAGES_A_SECOND);
                Tally tally = new Tally(servers, prefix)) {
            await(stand, tally, STEADY, 0);
            tally.listen();
            int before = tally.read();
            CompletableFuture<Void> strike = CompletableFuture.runAsync(() -> strike(fault, stand, feed, prefix));
            while (!strike.isDone()) {
                tally.read();
            }
            strike.join();
            await(stand, tally, Math.max(before, tally.read()) + STEADY, fault.refusals());
            Set<Position> sent = feed.stop();
            await(stand, tally, sent.size(), fault.refusals());
            Duration silence = tally.silence();
            for (long end = System.nanoTime() + LATECOMERS.toNanos(); System.nanoTime() < end; ) {
                tally.read();
            }
            return closed(fault, delivery, silence, sent, tally);
        }
    }

    private static void strike(Fault fault, Stand stand, Feed feed, String prefix) {
        try {
            fault.strike(stand, feed, prefix);
        } catch (Exception e) {
            throw new IllegalStateException(fault + " could not be brought about: " + e.getMessage(), e);
        }
    }

    private static FaultRun closed(Fault fault, Delivery delivery, Duration silence, Set<Position> sent, Tally tally)
            throws IOException {
        Set<Position> accounted = new HashSet<>(tally.verdicts().keySet());
        accounted.addAll(tally.deadLetters().keySet());
        assertThat(accounted).as("images with a verdict or a dead letter").containsExactlyInAnyOrderElementsOf(sent);
        assertThat(tally.deadLetters()).as("dead letters of good images").isEmpty();
        assertThat(tally.refusals().values())
                .as("alarms of commands for a bundle that were refused")
                .hasSize(fault.refusals())
                .allSatisfy(alarm -> assertThat(alarm.getFigures()).containsOnlyKeys(CommandResult.REJECTED.label()));
        assertThat(tally.verdicts().values().stream().flatMap(List::stream))
                .extracting(Verdict::getBundleId)
                .as("bundles that judged")
                .containsOnly(BundleReader.read(DemoData.BUNDLE).id());
        long repeated = tally.verdicts().values().stream()
                .filter(same -> same.size() > 1)
                .count();
        long changed = tally.verdicts().values().stream()
                .filter(same -> same.stream()
                                .map(FaultRun::whatDuplicatesShare)
                                .distinct()
                                .count()
                        > 1)
                .count();
        if (delivery == Delivery.EXACTLY_ONCE) {
            assertThat(repeated).as("images with more than one verdict").isZero();
        }
        assertThat(changed)
                .as("of %s repeated images, those whose verdicts differ, at most 1 in 1,000", repeated)
                .isLessThanOrEqualTo(repeated / 1_000);
        return new FaultRun(fault, delivery, silence, sent.size(), repeated, changed);
    }

    private static List<Object> whatDuplicatesShare(Verdict verdict) {
        return List.of(
                verdict.getImageId(),
                verdict.getRole(),
                verdict.getBundleId(),
                verdict.getPredictedClass(),
                verdict.getFlagged());
    }

    private static void await(Stand stand, Tally tally, int images, int refusals) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (int accounted = tally.read();
                accounted < images || tally.refusals().size() < refusals;
                accounted = tally.read()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(
                        "%d of %d images are accounted for, and %d of %d commands refused, after %s; what the logs complain of:%n%s"
                                .formatted(
                                        accounted,
                                        images,
                                        tally.refusals().size(),
                                        refusals,
                                        PATIENCE,
                                        stand.complaints()));
            }
        }
    }
}
