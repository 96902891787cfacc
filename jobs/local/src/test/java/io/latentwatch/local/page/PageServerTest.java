package io.latentwatch.local.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentwatch.local.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.BindException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class PageServerTest {
    private static final Duration SPAN = Duration.ofMinutes(5);

    private final HttpClient client = HttpClient.newHttpClient();
    private LiveView view;
    private PageServer server;

    @BeforeEach
    void start() throws IOException {
        view = new LiveView(SPAN, KnownBundles.of(List.of()), System::currentTimeMillis);
        server = PageServer.start(PageAddress.of("127.0.0.1:0", Set.of("watch.example")), view);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(server.url()).resolve(path))
                        .timeout(Duration.ofSeconds(20))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** The status line of the answer to a request as it is written here. */
    private String raw(String request) throws IOException {
        try (Socket socket = open(request)) {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .orElse("");
        }
    }

    private Socket open(String request) throws IOException {
        URI url = URI.create(server.url());
        Socket socket = new Socket(url.getHost(), url.getPort());
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/page.js",
                "/charts.js",
                "/uplot.js",
                "/uplot.css",
                "/page.css",
                "/snapshot.json",
                "/nothing"
            })
    void allowsNothingThatDoesNotComeFromHere(String path) throws Exception {
        HttpResponse<String> response = get(path);

        assertThat(response.statusCode()).isEqualTo(path.equals("/nothing") ? 404 : 200);
        assertThat(response.headers().firstValue("Content-Security-Policy"))
                .get()
                .asString()
                .contains("default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'")
                .contains("connect-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'")
                .doesNotContain("unsafe", "*", "data:", "http");
        assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(response.headers().firstValue("X-Frame-Options")).contains("DENY");
        assertThat(response.headers().firstValue("Cross-Origin-Resource-Policy"))
                .contains("same-origin");
        assertThat(response.headers().firstValue("Referrer-Policy")).contains("no-referrer");
        assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    }

    @Test
    void shipsAPageThatHoldsToIt() throws Exception {
        assertThat(get("/").body())
                .contains("<script src=\"/page.js\"")
                .doesNotContain("<style", "style=", "onload", "onclick", "http://", "https://")
                .doesNotContainPattern("<script(?! src)");
        assertThat(get("/page.js").body() + get("/charts.js").body())
                .doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "http");
        assertThat(get("/uplot.js").body()).startsWith("/*! https://github.com/leeoniya/uPlot");
    }

    @Test
    void answersToItsOwnNamesOnly() throws IOException {
        for (String host : List.of("127.0.0.1", "localhost:1234", "watch.example")) {
            assertThat(raw("GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"))
                    .contains(" 200 ");
        }
        for (String headers : List.of("Host: evil.example\r\n", "Host: 127.0.0.1\r\nHost: evil.example\r\n", "")) {
            assertThat(raw("GET /snapshot.json HTTP/1.1\r\n" + headers + "Connection: close\r\n\r\n"))
                    .as(headers)
                    .matches("HTTP/1.1 (421|400) .*");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "TRACE"})
    void onlyReads(String method) throws IOException {
        assertThat(raw(method + " / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"))
                .contains(" 405 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../page.html",
                "/page.html",
                "/flagged/0.png",
                "/flagged/99999999999999999999.png",
                "/flagged/%30.png",
                "/example/../1.png",
                "/META-INF/MANIFEST.MF",
                "//page.js"
            })
    void hasNothingElse(String path) throws IOException {
        assertThat(raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .contains(" 404 ");
    }

    @Test
    void givesAPictureAsAPicture() throws Exception {
        view.verdict(Findings.verdict(0, 0.001, true, 0), System.currentTimeMillis());
        view.picture(view.wanted().orElseThrow().number(), new byte[] {1, 2, 3});

        HttpResponse<String> response = get("/flagged/0.png");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("image/png");
        assertThat(response.body()).isEqualTo("\u0001\u0002\u0003");
    }

    @Test
    void isNotHeldUpForLongByClientsThatDoNotSpeak() throws Exception {
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < PageServer.CONNECTIONS - 2; i++) {
                silent.add(open("GET / HTTP/1.1\r\nHost: loc"));
            }

            long threads = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().equals("page-client"))
                    .count();
            HttpResponse<String> response = answerInTheEnd();

            assertThat(threads).isLessThanOrEqualTo(PageServer.THREADS);
            assertThat(response.statusCode()).isEqualTo(200);
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }

    /** Connections beyond the most are cut off at once: tried again until the silent ones have been. */
    private HttpResponse<String> answerInTheEnd() throws InterruptedException {
        long end =
                System.nanoTime() + PageServer.LONGEST_REQUEST.multipliedBy(4).toNanos();
        IOException last = null;
        while (System.nanoTime() < end) {
            try {
                return get("/");
            } catch (IOException e) {
                last = e;
                Thread.sleep(200);
            }
        }
        throw new AssertionError("no answer", last);
    }

    @Test
    void endsWithItsConnectionsAndThreads() throws Exception {
        get("/");
        server.close();

        assertThatThrownBy(() -> get("/")).isInstanceOf(IOException.class);
        new ServerSocket(URI.create(server.url()).getPort()).close(); // free again
    }

    @Test
    void saysWhatToDoWhereTheAddressIsTaken() {
        String taken = URI.create(server.url()).getAuthority();

        assertThatThrownBy(() -> PageServer.start(PageAddress.of(taken, Set.of()), view))
                .isInstanceOf(IOException.class)
                .hasCauseInstanceOf(BindException.class)
                .hasMessageContainingAll(taken, "HOST:PORT");
    }

    @Test
    void isRefusedAtOnceWithAnAddressThatIsNone() {
        StringWriter err = new StringWriter();

        int status = Main.commandLine()
                .setErr(new PrintWriter(err))
                .execute("page", "--bootstrap-servers", "127.0.0.1:1", "--address", "nowhere");

        assertThat(status).isEqualTo(1);
        assertThat(err.toString()).contains("'nowhere'", "HOST:PORT");
    }
}
