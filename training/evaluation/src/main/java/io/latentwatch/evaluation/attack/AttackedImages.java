package io.latentwatch.evaluation.attack;

import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.images.LabelledImages;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * Images of 8 bits after an attack, and what was done to them.
 *
 * @param attributes name and parameters of the attack, its seed among them
 * @param brokenBy for each image, see {@link AttackOutcome}
 */
public record AttackedImages(LabelledImages images, Map<String, String> attributes, List<String> brokenBy) {
    private static final int BATCH = 100;

    public AttackedImages {
        brokenBy = List.copyOf(brokenBy);
    }

    /** On one thread. */
    public static AttackedImages of(
            Attack attack, InputGradient network, LabelledImages clean, long seed, IntConsumer progress) {
        return of(attack, network, clean, seed, 1, progress);
    }

    /**
     * Attacks images in batches and rounds them inside their ball. The result does not depend on the number of threads.
     *
     * @param network safe for use by that many threads
     * @param progress told of every batch's number of images when it is done, in the order of the batches, on the caller's thread
     */
    public static AttackedImages of(
            Attack attack, InputGradient network, LabelledImages clean, long seed, int threads, IntConsumer progress) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Future<Batch>> batches = new ArrayList<>();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            for (int from = 0; from < clean.count(); from += BATCH) {
                LabelledImages batch = clean.slice(from, BATCH);
                SplittableRandom[] draws = Draws.split(random, batch.count());
                batches.add(pool.submit(() -> attack(attack, network, batch, draws)));
            }
            return collect(attack, clean, seed, batches, progress);
        } finally {
            end(pool);
        }
    }

    private record Batch(LabelledImages images, List<String> brokenBy) {}

    private static Batch attack(Attack attack, InputGradient network, LabelledImages clean, SplittableRandom[] draws) {
        AttackOutcome outcome = attack.attack(network, clean.toBatch(), draws);
        return new Batch(EightBit.round(outcome.images(), clean, attack.ball()), outcome.brokenBy());
    }

    private static AttackedImages collect(
            Attack attack, LabelledImages clean, long seed, List<Future<Batch>> batches, IntConsumer progress) {
        byte[] pixels = new byte[clean.pixels().length];
        List<String> brokenBy = new ArrayList<>();
        for (Future<Batch> future : batches) {
            Batch batch = get(future);
            System.arraycopy(
                    batch.images().pixels(),
                    0,
                    pixels,
                    brokenBy.size() * clean.shape().size(),
                    batch.images().pixels().length);
            brokenBy.addAll(batch.brokenBy());
            progress.accept(batch.images().count());
        }
        Map<String, String> attributes = new LinkedHashMap<>(attack.description());
        attributes.put("seed", String.valueOf(seed));
        return new AttackedImages(new LabelledImages(clean.shape(), pixels, clean.labels()), attributes, brokenBy);
    }

    /** Waits for batches that still run after another has failed: the network must not be closed under them. */
    private static void end(ExecutorService pool) {
        pool.shutdownNow();
        boolean interrupted = false;
        boolean ended = false;
        while (!ended) {
            try {
                ended = pool.awaitTermination(1, TimeUnit.HOURS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static Batch get(Future<Batch> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while images were attacked", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
