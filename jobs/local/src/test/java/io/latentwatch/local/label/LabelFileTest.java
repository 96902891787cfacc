package io.latentwatch.local.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentwatch.schemas.Label;
import io.latentwatch.schemas.Position;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelFileTest {
    private static final List<String> CLASSES = List.of("shirt", "coat", "ankle boot, \"high\"");

    @TempDir
    private Path folder;

    @Test
    void readsColumnsInAnyOrderNamesAndIndicesQuotesAndEmptyValues() throws IOException {
        List<Label> labels = read("""
                label,image,by,at
                coat,test/1,ann,2026-03-01T08:00:00Z
                "ankle boot, ""high""\",test/2,,
                0,"a,b",,
                """);

        assertThat(labels).extracting(Label::getLabel).containsExactly(1, 2, 0);
        assertThat(labels).extracting(Label::getImageId).containsExactly("test/1", "test/2", "a,b");
        assertThat(labels).extracting(Label::getLabelledBy).containsExactly("ann", "user", "user");
        assertThat(labels)
                .extracting(Label::getLabelledAtMillis)
                .containsExactly(1_772_352_000_000L, null, null); // date -d 2026-03-01T08:00:00Z +%s
        assertThat(labels).extracting(Label::getPosition).containsOnlyNulls();
    }

    @Test
    void readsJsonLinesAndPositions() throws IOException {
        List<Label> labels = read("""
                {"topic": "images", "partition": 3, "offset": 12, "label": "shirt"}
                {"image": "test/2", "label": 1, "by": "bob"}
                """);

        assertThat(labels).extracting(Label::getPosition).containsExactly(new Position("images", 3, 12L), null);
        assertThat(labels).extracting(Label::getImageId).containsExactly("", "test/2");
        assertThat(labels).extracting(Label::getLabel).containsExactly(0, 1);
    }

    @Test
    void aFileWithMistakesGivesNoLabelAndAllOfThem() {
        List<Label> labels = new ArrayList<>();
        String text = """
                image,label,topic,partition,offset,at
                a,coat,,,,
                b,cout,,,,
                c,3,,,,
                ,coat,,,,
                d,,,,,
                e,coat,images,1,,
                f,coat,,,,yesterday
                g,coat
                %s,coat,,,,
                """.formatted("x".repeat(1_025));

        assertThatThrownBy(() -> file(text).forEach(labels::add))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(
                        "line 3: label: expected a class's name or a whole number from 0 to 2, found 'cout'",
                        "line 4: label: expected a class's name or a whole number from 0 to 2, found '3'",
                        "line 5: expected an image, or topic, partition and offset of its record, found neither",
                        "line 6: expected a label, found none",
                        "line 7: expected topic, partition and offset together, found some of them",
                        "line 8: at: expected a time such as 2026-03-01T08:00:00Z, found 'yesterday'",
                        "line 9: expected 6 values, one for each column, found 2",
                        "line 10: image: expected at most 1024 characters, found 1025");
        assertThat(labels).isEmpty();
    }

    @Test
    void refusesUnknownColumnsUnclosedQuotesAndEmptyFiles() {
        assertThatThrownBy(() -> read("picture,label\na,coat\n")).hasMessageContaining("found 'picture'");
        assertThatThrownBy(() -> read("image,label\n\"a,coat\n"))
                .hasMessageContaining("line 2: expected a quote that closes a value");
        assertThatThrownBy(() -> read("{\"image\": [1], \"label\": 1}"))
                .hasMessageContaining("image: expected a text or a number, found [1]");
        assertThatThrownBy(() -> read("image,label\n")).hasMessageContaining("expected labels, found none");
    }

    private List<Label> read(String text) throws IOException {
        List<Label> labels = new ArrayList<>();
        long count = file(text).forEach(labels::add);
        assertThat(count).isEqualTo(labels.size());
        return labels;
    }

    private LabelFile file(String text) throws IOException {
        Path file = folder.resolve("labels");
        Files.writeString(file, text);
        return new LabelFile(file, CLASSES, "user");
    }
}
