package io.latentwatch.local.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageAddressTest {
    private final PageAddress loopback = PageAddress.of(PageAddress.DEFAULT, Set.of());
    private final PageAddress open = PageAddress.of("0.0.0.0:8090", Set.of("Watch.Example"));

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost", "localhost:8090", "LOCALHOST:8090", "127.0.0.1:8090", "127.0.0.1:9999", "[::1]:8090"
            })
    void answersToThisMachinesNamesByAnyPort(String host) {
        assertThat(loopback.admits(host)).isTrue();
        assertThat(open.admits(host)).isTrue();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "evil.example",
                "evil.example:8090",
                "localhost.evil.example",
                "127.0.0.1.evil.example:8090",
                "evil@127.0.0.1:8090",
                "127.0.0.1:8090, evil.example",
                "127.0.0.1:8090/",
                "[::1].evil.example",
                "localhost:port"
            })
    void answersToNoOtherName(String host) {
        assertThat(loopback.admits(host)).isFalse();
        assertThat(open.admits(host)).isFalse();
    }

    @Test
    void answersToAddressesAndToTheNamesThatAreAllowedOnceItIsOpenToTheNetwork() {
        assertThat(open.admits("192.168.0.7:8090")).isTrue();
        assertThat(open.admits("[fe80::1]:8090")).isTrue();
        assertThat(open.admits("watch.example")).isTrue();
        assertThat(open.admits("watch.example.evil.example")).isFalse();
        assertThat(loopback.admits("192.168.0.7:8090")).isFalse();
    }

    @Test
    void knowsWhetherOnlyThisMachineReachesIt() {
        assertThat(loopback.onLoopback()).isTrue();
        assertThat(PageAddress.of("[::1]:0", Set.of()).onLoopback()).isTrue();
        assertThat(open.onLoopback()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"8090", "localhost", "localhost:", "localhost:65536", "http://localhost:80", "a b:80", ":80"})
    void refusesWhatIsNoAddress(String text) {
        assertThatThrownBy(() -> PageAddress.of(text, Set.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("the page's address is '" + text + "'", "HOST:PORT");
    }
}
