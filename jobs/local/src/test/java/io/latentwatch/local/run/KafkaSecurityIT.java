package io.latentwatch.local.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentwatch.local.Main;
import io.latentwatch.local.broker.ClientListener;
import io.latentwatch.monitoring.StartChecks;
import io.latentwatch.monitoring.start.StartRefusedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Brokers that want to know who asks: the job and the tools are let in with what they are told to show, and with nothing else. */
@Timeout(120)
class KafkaSecurityIT {
    private static final String PASSWORD = "kafka-secret";
    private static final String CLIENTS = "listener.name.clients.";
    private static final String MODULES = "org.apache.kafka.common.security.";

    @TempDir
    private static Path certificates;

    @TempDir
    private Path folder;

    @BeforeAll
    static void makeCertificates() throws IOException, InterruptedException {
        keytool(
                "-genkeypair",
                "-alias",
                "own",
                "-keyalg",
                "EC",
                "-dname",
                "CN=broker",
                "-ext",
                "san=ip:127.0.0.1",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                store("broker"));
        keytool(
                "-genkeypair",
                "-alias",
                "own",
                "-keyalg",
                "EC",
                "-dname",
                "CN=job",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                store("job"));
        for (String name : List.of("broker", "job")) {
            String certificate = certificates.resolve(name + ".crt").toString();
            keytool("-exportcert", "-alias", "own", "-keystore", store(name), "-file", certificate);
            keytool("-exportcert", "-rfc", "-alias", "own", "-keystore", store(name), "-file", pem(name));
            keytool(
                    "-importcert",
                    "-noprompt",
                    "-alias",
                    name,
                    "-storetype",
                    "PKCS12",
                    "-keystore",
                    store("trusted"),
                    "-file",
                    certificate);
        }
    }

    static List<Secured> brokers() {
        Map<String, String> tls = Map.of(
                CLIENTS + "ssl.keystore.location",
                store("broker"),
                CLIENTS + "ssl.keystore.password",
                PASSWORD,
                CLIENTS + "ssl.keystore.type",
                "PKCS12");
        Map<String, String> trust = Map.of(
                "ssl.truststore.location",
                store("trusted"),
                "ssl.truststore.password",
                PASSWORD,
                "ssl.truststore.type",
                "PKCS12");
        Map<String, String> pem = Map.of("ssl.truststore.location", pem("broker"), "ssl.truststore.type", "PEM");
        Map<String, String> scram = Map.of(
                CLIENTS + "sasl.enabled.mechanisms",
                "SCRAM-SHA-512",
                CLIENTS + "scram-sha-512.sasl.jaas.config",
                MODULES + "scram.ScramLoginModule required;");
        List<String> user = List.of("SCRAM-SHA-512=[name=job,password=" + PASSWORD + "]");
        return List.of(
                new Secured(
                        "TLS on both sides",
                        new ClientListener(
                                "SSL",
                                and(
                                        tls,
                                        Map.of(
                                                CLIENTS + "ssl.client.auth",
                                                "required",
                                                CLIENTS + "ssl.truststore.location",
                                                store("trusted"),
                                                CLIENTS + "ssl.truststore.password",
                                                PASSWORD,
                                                CLIENTS + "ssl.truststore.type",
                                                "PKCS12")),
                                List.of()),
                        and(
                                trust,
                                Map.of(
                                        "security.protocol",
                                        "SSL",
                                        "ssl.keystore.location",
                                        store("job"),
                                        "ssl.keystore.password",
                                        PASSWORD,
                                        "ssl.keystore.type",
                                        "PKCS12")),
                        and(trust, Map.of("security.protocol", "SSL"))),
                new Secured(
                        "PLAIN over TLS",
                        new ClientListener(
                                "SASL_SSL",
                                and(
                                        tls,
                                        Map.of(
                                                CLIENTS + "sasl.enabled.mechanisms",
                                                "PLAIN",
                                                CLIENTS + "plain.sasl.jaas.config",
                                                MODULES + "plain.PlainLoginModule required user_job=\"" + PASSWORD
                                                        + "\";")),
                                List.of()),
                        and(trust, sasl("SASL_SSL", "PLAIN", password("plain.PlainLoginModule", PASSWORD))),
                        and(trust, sasl("SASL_SSL", "PLAIN", password("plain.PlainLoginModule", "wrong-secret")))),
                new Secured(
                        "SCRAM-SHA-512",
                        new ClientListener("SASL_PLAINTEXT", scram, user),
                        sasl("SASL_PLAINTEXT", "SCRAM-SHA-512", password("scram.ScramLoginModule", PASSWORD)),
                        sasl("SASL_PLAINTEXT", "SCRAM-SHA-512", password("scram.ScramLoginModule", "wrong-secret"))),
                new Secured(
                        "SCRAM-SHA-512 over TLS, the broker's certificate in a text file, as on Kubernetes",
                        new ClientListener("SASL_SSL", and(tls, scram), user),
                        and(pem, sasl("SASL_SSL", "SCRAM-SHA-512", password("scram.ScramLoginModule", PASSWORD))),
                        and(
                                pem,
                                sasl("SASL_SSL", "SCRAM-SHA-512", password("scram.ScramLoginModule", "wrong-secret")))),
                new Secured(
                        "OAUTHBEARER, unsigned tokens",
                        new ClientListener(
                                "SASL_PLAINTEXT",
                                Map.of(
                                        CLIENTS + "sasl.enabled.mechanisms",
                                        "OAUTHBEARER",
                                        CLIENTS + "oauthbearer.sasl.jaas.config",
                                        MODULES + "oauthbearer.OAuthBearerLoginModule required "
                                                + "unsecuredLoginStringClaim_sub=\"broker\" "
                                                + "unsecuredValidatorRequiredScope=\"images\";"),
                                List.of()),
                        sasl("SASL_PLAINTEXT", "OAUTHBEARER", token("images")),
                        sasl("SASL_PLAINTEXT", "OAUTHBEARER", token("other"))));
    }

    @ParameterizedTest
    @MethodSource("brokers")
    void theJobAndTheToolsAreLetInWithWhatTheyAreToldToShow(Secured secured) throws Exception {
        try (Stack stack = Stack.start(secured.listener())) {
            stack.createTopics("secured");
            assertThat(Main.commandLine()
                            .execute(secured.tool(
                                    stack,
                                    "replay",
                                    "--images",
                                    DemoData.CLEAN.toString(),
                                    "--limit",
                                    "20",
                                    "--topic",
                                    "secured.images")))
                    .isZero();
            Map<String, String> options = prefixed(secured.right());
            options.put("delivery", "exactly-once"); // producers with transactions have to be let in, too

            stack.runBounded("secured", options, folder);

            assertThat(stack.verdicts("secured")).hasSize(20);
            assertThat(stack.configuration("secured", options).toString()).doesNotContain("secret", "unsecuredLogin");
            assertThatThrownBy(() -> StartChecks.run(stack.configuration("secured", prefixed(secured.wrong()))))
                    .isInstanceOf(StartRefusedException.class)
                    .hasMessageContainingAll(stack.bootstrapServers(), "kafka.properties", "Authentication")
                    .hasMessageNotContaining("secret");
        }
    }

    private static Map<String, String> prefixed(Map<String, String> properties) {
        Map<String, String> options = new HashMap<>();
        properties.forEach((name, value) -> options.put("kafka.properties." + name, value));
        return options;
    }

    private static Map<String, String> sasl(String protocol, String mechanism, String jaas) {
        return Map.of("security.protocol", protocol, "sasl.mechanism", mechanism, "sasl.jaas.config", jaas);
    }

    private static String password(String module, String password) {
        return MODULES + module + " required username=\"job\" password=\"" + password + "\";";
    }

    private static String token(String scope) {
        return MODULES + "oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub=\"job\" "
                + "unsecuredLoginListClaim_scope=\"," + scope + "\";";
    }

    private static Map<String, String> and(Map<String, String> some, Map<String, String> more) {
        Map<String, String> all = new HashMap<>(some);
        all.putAll(more);
        return all;
    }

    private static String pem(String name) {
        return certificates.resolve(name + ".pem").toString();
    }

    private static String store(String name) {
        return certificates.resolve(name + ".p12").toString();
    }

    private static void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storepass", PASSWORD));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(command.toString()).isZero();
    }

    /**
     * A broker's listener, what it lets in, and what it does not.
     *
     * @param right properties of a client
     * @param wrong properties of another one
     */
    record Secured(String name, ClientListener listener, Map<String, String> right, Map<String, String> wrong) {
        private String[] tool(Stack stack, String command, String... more) {
            List<String> arguments = new ArrayList<>(List.of(command, "--bootstrap-servers", stack.bootstrapServers()));
            right.forEach((name, value) -> arguments.addAll(List.of("--kafka", name + "=" + value)));
            arguments.addAll(List.of(more));
            return arguments.toArray(String[]::new);
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
