package io.latentwatch.monitoring.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TopicCommandsTest {
    @Test
    void oneCommandMakesAllTopicsOfTheDefaultNames() {
        assertThat(making(Map.of("latentwatch.images", "images", "latentwatch.dead-letters", "dead-letters")))
                .isEqualTo("./latentwatch topics --bootstrap-servers b:9092");
    }

    @Test
    void anotherPrefixIsSaid() {
        assertThat(making(Map.of("latentwatch.alarms", "alarms", "team.vision.images", "images")))
                .isEqualTo("./latentwatch topics --bootstrap-servers b:9092 and "
                        + "./latentwatch topics --bootstrap-servers b:9092 --prefix team.vision");
    }

    @Test
    void aNameOfAnotherFormTakesKafkasTool() {
        assertThat(making(Map.of("pictures", "images")))
                .isEqualTo("kafka-topics.sh --bootstrap-server b:9092 --create --topic pictures");
        assertThat(making(Map.of(".images", "images"))).startsWith("kafka-topics.sh");
    }

    private static String making(Map<String, String> missing) {
        return TopicCommands.making(new TreeMap<>(missing), "b:9092");
    }
}
