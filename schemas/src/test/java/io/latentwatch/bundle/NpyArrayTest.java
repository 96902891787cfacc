package io.latentwatch.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NpyArrayTest {
    /** numpy 2.4: {@code np.save(f, np.array([[1.5, -2], [0, 3e9]], '<f4'))}. */
    private static final String NUMPY_FLOATS =
            "k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDIpLCB9ICAg"
                    + "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAMA/AAAAwAAAAABe0DJP";

    @Test
    void readsWhatNumpyWrites() {
        NpyArray array = NpyArray.read(Base64.getDecoder().decode(NUMPY_FLOATS), "a.npy");
        assertThat(array.floats("a.npy", 2, 2)).containsExactly(1.5f, -2f, 0f, 3e9f);
    }

    @Test
    void writesTheBytesThatNumpyWrites() {
        byte[] written = NpyArray.of(new float[] {1.5f, -2f, 0f, 3e9f}, 2, 2).write();
        assertThat(written).isEqualTo(Base64.getDecoder().decode(NUMPY_FLOATS));
    }

    @Test
    void readsWhatItWritesForEveryType() {
        assertThat(NpyArray.read(NpyArray.of(new double[] {Math.PI, -0.0}, 2).write(), "d")
                        .doubles("d", 2))
                .containsExactly(Math.PI, -0.0);
        assertThat(NpyArray.read(NpyArray.of(new long[] {Long.MIN_VALUE}, 1, 1).write(), "l")
                        .longs("l", 1, 1))
                .containsExactly(Long.MIN_VALUE);
        assertThat(NpyArray.read(NpyArray.of(new byte[] {-1, 0, 7}, 3, 1).write(), "b")
                        .bytes("b", 3, 1))
                .containsExactly(-1, 0, 7);
        assertThat(NpyArray.read(NpyArray.of(new float[0], 0, 4).write(), "e").floats("e", 0, 4))
                .isEmpty();
    }

    @Test
    void refusesAFileThatIsShorterThanItsShape() {
        byte[] written = NpyArray.of(new float[] {1, 2}, 2).write();
        byte[] cut = Arrays.copyOf(written, written.length - 1);
        assertThatThrownBy(() -> NpyArray.read(cut, "x.npy"))
                .isInstanceOf(BundleException.class)
                .hasMessageContainingAll("x.npy", "[2]", "8 bytes", "found 7");
    }

    @Test
    void refusesAnotherShapeThanTheManifests() {
        NpyArray array = NpyArray.of(new float[6], 2, 3);
        assertThatThrownBy(() -> array.floats("references/relu1.npy", 3, 2))
                .hasMessageContainingAll("references/relu1.npy", "[2, 3]", "[3, 2]", "profile the model again");
    }

    @ParameterizedTest
    @ValueSource(strings = {"(99999999999,)", "(1 2)", "(-1,)", "(2, 2"})
    void refusesAHeaderWithAnotherKindOfShape(String shape) {
        byte[] odd = withHeader("{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + ", }");
        assertThatThrownBy(() -> NpyArray.read(odd, "b/x.npy"))
                .isInstanceOf(BundleException.class)
                .hasMessageContainingAll("b/x.npy", shape, "C order", "profile the model again");
    }

    @Test
    void refusesAShapeOfMoreElementsThanCanBeCounted() {
        byte[] huge =
                withHeader("{'descr': '<f4', 'fortran_order': False, 'shape': (999999999, 999999999, 999999999), }");
        assertThatThrownBy(() -> NpyArray.read(huge, "b/x.npy"))
                .isInstanceOf(BundleException.class)
                .hasMessageContainingAll("b/x.npy", "[999999999, 999999999, 999999999]", "found 0");
    }

    @Test
    void refusesAnotherElementTypeSayingWhatToDo() {
        byte[] bigEndian = withHeader("{'descr': '>f4', 'fortran_order': False, 'shape': (0,), }");
        assertThatThrownBy(() -> NpyArray.read(bigEndian, "b/x.npy"))
                .isInstanceOf(BundleException.class)
                .hasMessageContainingAll("b/x.npy", ">f4", "expected |u1, <i8, <f4 or <f8", "profile the model again");
    }

    private static byte[] withHeader(String header) {
        byte[] start = NpyArray.of(new float[0], 0).write();
        return ByteBuffer.allocate(10 + header.length())
                .put(start, 0, 8)
                .put((byte) header.length())
                .put((byte) 0)
                .put(header.getBytes(StandardCharsets.US_ASCII))
                .array();
    }
}
