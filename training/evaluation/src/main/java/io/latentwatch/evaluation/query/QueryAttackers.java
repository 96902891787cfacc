package io.latentwatch.evaluation.query;

import io.latentwatch.evaluation.query.QueryRow.GoingOn;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;

/** Attackers who go on with the next image when they are done with one. */
final class QueryAttackers {
    private QueryAttackers() {}

    /**
     * Deals traces out to attackers, in their order: one takes traces until he makes the query {@code within}, the next one begins with the next trace. So none shares a query with another, and
     * they are as independent as their images. The last one is left out where the traces do not last.
     *
     * @param within counts from 1
     * @param firstAlarm place of the first alarm among queries, from 1
     */
    static GoingOn goingOn(List<QueryTrace> traces, int within, Function<List<byte[]>, OptionalInt> firstAlarm) {
        int attackers = 0;
        int alarmedInTime = 0;
        int successes = 0;
        List<byte[]> queries = new ArrayList<>();
        List<Integer> successAt = new ArrayList<>();
        for (QueryTrace trace : traces) {
            queries.addAll(trace.prints());
            if (trace.succeeded()) {
                successAt.add(queries.size());
            }
            if (queries.size() >= within) {
                OptionalInt alarm = firstAlarm.apply(queries.subList(0, within - 1));
                int watched = alarm.orElse(within);
                attackers++;
                alarmedInTime += alarm.isPresent() ? 1 : 0;
                successes += (int) successAt.stream().filter(at -> at < watched).count();
                queries.clear();
                successAt.clear();
            }
        }
        return new GoingOn(attackers, alarmedInTime, successes);
    }
}
