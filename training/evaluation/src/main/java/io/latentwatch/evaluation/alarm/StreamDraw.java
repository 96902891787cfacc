package io.latentwatch.evaluation.alarm;

import io.latentwatch.detector.Judgement;
import java.util.List;
import java.util.SplittableRandom;

/** One run's images after a change. */
final class StreamDraw {
    private static final int CHANGED_SOURCE = 0;

    private final Change change;
    private final AlarmSettings settings;
    private final ImagePools pools;
    private final SplittableRandom random;
    private final List<Judgement> favoured;

    StreamDraw(Change change, AlarmSettings settings, ImagePools pools, SplittableRandom random) {
        this.change = change;
        this.settings = settings;
        this.pools = pools;
        this.random = random;
        this.favoured = pools.byClass().get(random.nextInt(pools.byClass().size()));
    }

    /** The next image of a source, from 0. */
    Judgement next(int source) {
        return ImagePools.draw(
                switch (change) {
                    case NOTHING -> pools.clean();
                    case ATTACK_FROM_ONE_SOURCE -> source == CHANGED_SOURCE ? pools.attacked() : pools.clean();
                    case ATTACK_FROM_ALL_SOURCES -> happens(settings.attacked()) ? pools.attacked() : pools.clean();
                    case DRIFT_EVERYWHERE -> pools.corrupted();
                    case DRIFT_OF_ONE_SOURCE -> source == CHANGED_SOURCE ? pools.corrupted() : pools.clean();
                    case OTHER_CLASSES -> happens(settings.classShare()) ? favoured : pools.clean();
                    case ATTACK_DURING_DRIFT -> happens(settings.attacked()) ? pools.attacked() : pools.corrupted();
                },
                random);
    }

    private boolean happens(double share) {
        return random.nextDouble() < share;
    }
}
