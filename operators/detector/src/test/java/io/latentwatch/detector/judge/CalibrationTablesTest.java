package io.latentwatch.detector.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CalibrationTablesTest {
    /** Three tables: ln(0.01 / 3) / ln(0.99) is 567.5. */
    @Test
    void givesEachClassATableWhereAllHaveImagesEnough() {
        assertThat(CalibrationTables.assign(new int[] {568, 900, 2000}, 0.01))
                .containsExactly("class-0", "class-1", "class-2");
    }

    /** Class 0 is too small for three tables; with class 2's own, class 1's own and the rest there are still three. */
    @Test
    void putsSmallClassesTogether() {
        assertThat(CalibrationTables.assign(new int[] {567, 900, 2000, 10}, 0.01))
                .containsExactly("rest", "class-1", "class-2", "rest");
    }

    /** Ten tables take 688 images each; without the two small classes there are nine and 677 are enough. */
    @Test
    void asksForFewerImagesWhereThereAreFewerTables() {
        int[] images = {680, 680, 680, 680, 680, 680, 680, 680, 400, 400};

        assertThat(CalibrationTables.assign(images, 0.01))
                .startsWith("class-0", "class-1")
                .endsWith("class-7", "rest", "rest")
                .hasSize(10);
    }

    /** 300 images are too few for a table; that of class 1 takes in class 2, and three tables are left, of 568 images at least. */
    @Test
    void fillsTheSharedTableWithTheSmallestOfTheOthers() {
        assertThat(CalibrationTables.assign(new int[] {900, 300, 800, 2000}, 0.01))
                .containsExactly("class-0", "rest", "rest", "class-3");
    }

    @Test
    void refusesWhatNoTableCanPromise() {
        assertThatThrownBy(() -> CalibrationTables.assign(new int[] {3000, 400, 100}, 0.01))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("at least 528", "[1 (400), 2 (100)]", "--per-class");
    }
}
