package io.latentwatch.evaluation.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.detector.decode.ImagePrint;
import io.latentwatch.evaluation.query.QueryRow.GoingOn;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QueryAttackersTest {
    private static final int WITHIN = 10;

    @Test
    void dealsTracesOutWithoutSharingThem() {
        List<QueryTrace> traces = List.of(
                trace(4, true),
                trace(3, true),
                trace(3, false), // the first attacker: 10 queries
                trace(25, true), // the second one's first image outlasts him
                trace(9, true)); // too few for a third one

        GoingOn noAlarm = QueryAttackers.goingOn(traces, WITHIN, queries -> OptionalInt.empty());
        GoingOn early = QueryAttackers.goingOn(traces, WITHIN, queries -> OptionalInt.of(5));

        assertThat(noAlarm).isEqualTo(new GoingOn(2, 0, 2));
        assertThat(early).isEqualTo(new GoingOn(2, 2, 1));
    }

    @Test
    void asksForTheAlarmBeforeTheQueryWithin() {
        List<QueryTrace> traces = List.of(trace(8, true), trace(8, true));

        GoingOn last = QueryAttackers.goingOn(
                traces, WITHIN, queries -> queries.size() >= 9 ? OptionalInt.of(9) : OptionalInt.empty());
        GoingOn later = QueryAttackers.goingOn(
                traces, WITHIN, queries -> queries.size() >= 10 ? OptionalInt.of(10) : OptionalInt.empty());

        assertThat(last).isEqualTo(new GoingOn(1, 1, 1));
        assertThat(later).isEqualTo(new GoingOn(1, 0, 1));
    }

    /** Three questions about each image: the third nearest of what was asked before is never near until the second image is over, unless images go on to resemble each other. */
    @Test
    void noticesOneWhoseSingleAttacksAreTooShort() {
        List<QueryTrace> near = IntStream.range(0, 20)
                .mapToObj(image -> new QueryTrace(List.of(print(10), print(11), print(12)), true))
                .toList();
        List<QueryTrace> far = IntStream.range(0, 20)
                .mapToObj(image ->
                        new QueryTrace(List.of(print(12 * image), print(12 * image + 4), print(12 * image + 8)), true))
                .toList();

        assertThat(QueryWatch.firstAlarm(near.get(0).prints(), 0.01, 1e3, 1)).isEmpty();
        assertThat(goingOn(near).alarmedInTime()).isEqualTo(goingOn(near).attackers());
        assertThat(goingOn(far).alarmedInTime()).isZero();
    }

    private static GoingOn goingOn(List<QueryTrace> traces) {
        return QueryAttackers.goingOn(traces, WITHIN, queries -> QueryWatch.firstAlarm(queries, 0.01, 1e3, 1));
    }

    private static QueryTrace trace(int queries, boolean succeeded) {
        return new QueryTrace(
                IntStream.range(0, queries).mapToObj(i -> print(i)).toList(), succeeded);
    }

    private static byte[] print(int level) {
        byte[] print = new byte[ImagePrint.LENGTH];
        Arrays.fill(print, (byte) level);
        return print;
    }
}
