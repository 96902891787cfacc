package io.latentwatch.evaluation.attack;

import io.latentwatch.evaluation.gradient.LogitLoss;
import io.latentwatch.evaluation.gradient.LogitOrder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Searches for one image, one after another: restarts, or one towards each class. Gives the first one's best. */
final class SearchesInTurn implements Search {
    private final Iterator<Supplier<Search>> coming;
    private final Search first;
    private Search current;

    SearchesInTurn(List<Supplier<Search>> searches) {
        this.coming = searches.iterator();
        this.first = coming.next().get();
        this.current = first;
    }

    /**
     * Towards each of the other classes with the largest logits of the clean image, the largest first, so often.
     *
     * @param targets at most how many classes
     * @param toClass a new search towards a class
     */
    static Search towards(CleanImage image, int targets, int restarts, IntFunction<Search> toClass) {
        List<Supplier<Search>> searches = new ArrayList<>();
        for (int restart = 0; restart < restarts; restart++) {
            IntStream.of(LogitOrder.falling(image.logits()))
                    .filter(k -> k != image.label())
                    .limit(targets)
                    .forEach(k -> searches.add(() -> toClass.apply(k)));
        }
        return new SearchesInTurn(searches);
    }

    @Override
    public float[] point() {
        return current.point();
    }

    @Override
    public LogitLoss loss() {
        return current.loss();
    }

    @Override
    public void hear(double loss, float[] gradient, boolean fooled) {
        current.hear(loss, gradient, fooled);
        if (current.point() == null && coming.hasNext()) {
            current = coming.next().get();
        }
    }

    @Override
    public float[] best() {
        return first.best();
    }
}
