package io.latentwatch.monitoring.start;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RuntimeOnClassPathTest {
    @Test
    void findsOnnxRuntimeHere() {
        assertThatCode(() -> RuntimeOnClassPath.check(getClass().getClassLoader()))
                .doesNotThrowAnyException();
    }

    @Test
    void namesTheJarAndItsPlaceWhereItIsMissing() {
        assertThatThrownBy(() -> RuntimeOnClassPath.check(ClassLoader.getPlatformClassLoader()))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContainingAll("com.microsoft.onnxruntime:onnxruntime", "lib folder", "parent-first");
    }
}
