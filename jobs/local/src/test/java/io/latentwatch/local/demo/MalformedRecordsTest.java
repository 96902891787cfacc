package io.latentwatch.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MalformedRecordsTest {
    @Test
    void areTheSameAtEveryCallAndHaveNamesOfTheirOwn() {
        List<MalformedRecord> first = MalformedRecords.all();
        List<MalformedRecord> second = MalformedRecords.all();

        assertThat(first).extracting(MalformedRecord::name).doesNotHaveDuplicates();
        for (int i = 0; i < first.size(); i++) {
            assertThat(second.get(i).value())
                    .as(first.get(i).name())
                    .isEqualTo(first.get(i).value());
        }
    }

    @Test
    void stayFarBelowATopicsLimit() {
        assertThat(MalformedRecords.all())
                .filteredOn(record -> record.value() != null)
                .allSatisfy(record -> assertThat(record.value()).hasSizeLessThan(4_096));
    }
}
