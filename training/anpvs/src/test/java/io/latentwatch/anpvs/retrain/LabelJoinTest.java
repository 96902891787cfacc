package io.latentwatch.anpvs.retrain;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.anpvs.retrain.LabelJoin.Labelled;
import io.latentwatch.schemas.Label;
import io.latentwatch.schemas.Position;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LabelJoinTest {
    private static final int CLASSES = 3;

    private final List<FetchedImages.One> images =
            List.of(image(0, "a"), image(1, "b"), image(2, "twice"), image(3, "twice"));

    @Test
    void joinsByPositionAndById() {
        LabelJoin join = join();
        join.add(byId("b", 2, "ann"));
        join.add(byPosition(0, "", 1, "ann"));
        join.add(byPosition(3, "twice", 0, "ann"));

        assertThat(join.result(0).labels())
                .containsExactly(new Labelled(0, 1, true), new Labelled(1, 2, true), new Labelled(3, 0, true));
    }

    @Test
    void countsWhatIsOfNoUse() {
        LabelJoin join = join();
        join.add(byId("elsewhere", 1, "ann"));
        join.add(byPosition(17, "", 1, "ann"));
        join.add(byId("twice", 1, "ann"));
        join.add(byId("a", 3, "ann"));
        join.add(byId("a", -1, "ann"));
        join.add(byPosition(0, "b", 1, "ann"));

        LabelJoin.Result result = join.result(7);

        assertThat(result.labels()).isEmpty();
        assertThat(result.counts()).isEqualTo(new LabelJoin.Counts(6, 7, 2, 4, 0, 0, 0));
    }

    @Test
    void theNewestLabelOfALabellerCounts() {
        LabelJoin join = join();
        join.add(byId("a", 0, "ann"));
        join.add(byId("a", 2, "ann"));

        assertThat(join.result(0).labels()).containsExactly(new Labelled(0, 2, true));
    }

    @Test
    void whereLabellersDisagreeThereIsNoLabel() {
        LabelJoin join = join();
        join.add(byId("a", 0, "ann"));
        join.add(byId("a", 2, "bob"));
        join.add(byId("b", 1, "ann"));
        join.add(byId("b", 1, "bob"));

        LabelJoin.Result result = join.result(0);

        assertThat(result.labels()).containsExactly(new Labelled(1, 1, true));
        assertThat(result.counts().conflicting()).isEqualTo(1);
    }

    @Test
    void trustedLabellersOverruleOthers() {
        LabelJoin join = join("ann");
        join.add(byId("a", 0, "ann"));
        join.add(byId("a", 2, "mallory"));
        join.add(byId("b", 1, "mallory"));

        LabelJoin.Result result = join.result(0);

        assertThat(result.labels()).containsExactly(new Labelled(0, 0, true), new Labelled(1, 1, false));
        assertThat(result.counts().trusted()).isEqualTo(1);
    }

    @Test
    void manyNamesTakeBoundedRoomAndKeepNoTrustedOneOut() {
        LabelJoin join = join("ann");
        for (int i = 0; i < 100; i++) {
            join.add(byId("a", 2, "mallory-" + i));
        }
        join.add(byId("a", 0, "ann"));

        LabelJoin.Result result = join.result(0);

        assertThat(result.labels()).containsExactly(new Labelled(0, 0, true));
        assertThat(result.counts().refused()).isEqualTo(100 - LabelJoin.MOST_LABELLERS);
    }

    private LabelJoin join(String... trusted) {
        return new LabelJoin(images, CLASSES, Set.of(trusted));
    }

    private static FetchedImages.One image(int offset, String id) {
        return new FetchedImages.One(new Position("images", 1, (long) offset), id, new byte[0], offset);
    }

    private static Label byId(String id, int label, String by) {
        return Label.newBuilder()
                .setImageId(id)
                .setLabel(label)
                .setLabelledBy(by)
                .build();
    }

    private static Label byPosition(long offset, String id, int label, String by) {
        return Label.newBuilder(byId(id, label, by))
                .setPosition(new Position("images", 1, offset))
                .build();
    }
}
