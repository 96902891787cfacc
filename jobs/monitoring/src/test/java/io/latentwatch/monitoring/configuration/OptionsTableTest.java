package io.latentwatch.monitoring.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OptionsTableTest {
    @Test
    void isTheOneInTheReadme() throws IOException {
        String readme = Files.readString(Path.of("README.md"));

        assertThat(readme)
                .as("README.md: put the table that MonitoringOptions makes between the lines 'options'")
                .contains("<!-- options -->\n" + OptionsTable.markdown() + "<!-- /options -->\n");
    }
}
