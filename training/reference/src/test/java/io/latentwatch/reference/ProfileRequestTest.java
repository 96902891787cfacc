package io.latentwatch.reference;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentwatch.detector.infer.BitDepth;
import io.latentwatch.detector.infer.MedianTwoByTwo;
import io.latentwatch.detector.infer.Squeeze;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProfileRequestTest {
    private static List<List<Squeeze>> noneOrTheSame() {
        return List.of(List.of(), List.of(new BitDepth(1), new MedianTwoByTwo(), new BitDepth(1)));
    }

    @ParameterizedTest
    @MethodSource("noneOrTheSame")
    void refusesNoTwinsAndTheSameTwinsTwice(List<Squeeze> squeezers) {
        assertThatThrownBy(() ->
                        TinyBundle.request(Path.of("tiny.onnx"), new TinyImages(1, 1), Path.of("bundle"), squeezers))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(
                        squeezers.stream().map(Squeeze::name).toList().toString(), "at least one", "each once");
    }
}
