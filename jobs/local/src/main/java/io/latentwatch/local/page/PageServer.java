package io.latentwatch.local.page;

import static java.util.Objects.requireNonNull;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;

/**
 * Serves the page, its script and what it shows, by GET only and to the names that are allowed. A few threads, connections and seconds are all that clients can take: none of them holds up the job or another one for long.
 */
final class PageServer implements AutoCloseable {
    static final int THREADS = 16;
    static final int CONNECTIONS = 100;
    static final Duration LONGEST_REQUEST = Duration.ofSeconds(10);

    private static final int WAITING = 64;
    private static final String UPLOT = "/META-INF/resources/webjars/uplot/%s/dist/".formatted(uplotVersion());

    /** Only what comes from here, nothing inline; no other page may frame it, and it sends nothing anywhere. */
    private static final String CONTENT_SECURITY_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy", CONTENT_SECURITY_POLICY,
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY",
            "Referrer-Policy", "no-referrer",
            "Cross-Origin-Resource-Policy", "same-origin",
            "Cross-Origin-Opener-Policy", "same-origin",
            "Cache-Control", "no-store");

    private static final Map<String, Asset> FILES = Map.of(
            "/", Asset.read("page.html", "text/html; charset=utf-8"),
            "/page.css", Asset.read("page.css", "text/css; charset=utf-8"),
            "/page.js", Asset.read("page.js", "text/javascript; charset=utf-8"),
            "/charts.js", Asset.read("charts.js", "text/javascript; charset=utf-8"),
            "/uplot.css", Asset.read(UPLOT + "uPlot.min.css", "text/css; charset=utf-8"),
            "/uplot.js", Asset.read(UPLOT + "uPlot.iife.min.js", "text/javascript; charset=utf-8"));

    static {
        // The JDK's server takes its limits from here, when its class is loaded; what somebody set before counts more.
        String seconds = Long.toString(LONGEST_REQUEST.toSeconds());
        setUnlessSet("sun.net.httpserver.maxReqTime", seconds);
        setUnlessSet("sun.net.httpserver.maxRspTime", seconds);
        setUnlessSet("sun.net.httpserver.idleInterval", seconds);
        setUnlessSet("jdk.httpserver.maxConnections", Integer.toString(CONNECTIONS));
    }

    private final PageAddress address;
    private final LiveView view;
    private final HttpServer server;
    private final ThreadPoolExecutor threads;

    /** What is sent. */
    private record Asset(String type, byte[] bytes) {
        private static Asset read(String name, String type) {
            try (InputStream in = PageServer.class.getResourceAsStream(name)) {
                if (in == null) {
                    throw new IllegalStateException(
                            "%s is not in the jars, expected it there; build them anew".formatted(name));
                }
                return new Asset(type, in.readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(name + " cannot be read from the jars", e);
            }
        }

        private static Asset png(byte[] bytes) {
            return new Asset("image/png", bytes);
        }

        private boolean text() {
            return !type.startsWith("image/");
        }
    }

    private PageServer(PageAddress address, LiveView view, HttpServer server) {
        this.address = address;
        this.view = view;
        this.server = server;
        this.threads = new ThreadPoolExecutor(
                THREADS, THREADS, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), task -> {
                    Thread thread = new Thread(task, "page-client");
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /**
     * Serves the view until it is closed.
     *
     * @throws IOException if the address cannot be bound
     */
    static PageServer start(PageAddress address, LiveView view) throws IOException {
        HttpServer server;
        try {
            server = HttpServer.create(address.socket(), 0);
        } catch (IOException e) {
            throw new IOException(
                    "the page cannot be served on %s (%s); give another HOST:PORT, port 0 for a free one"
                            .formatted(address.socket(), e.getMessage()),
                    e);
        }
        PageServer page = new PageServer(address, view, server);
        server.setExecutor(page.threads);
        server.createContext("/", page::handle);
        server.start();
        return page;
    }

    /** Where a browser on this machine finds it. */
    String url() {
        InetSocketAddress bound = server.getAddress();
        String host = bound.getAddress().isAnyLocalAddress()
                ? "127.0.0.1"
                : bound.getAddress().getHostAddress();
        return "http://%s:%d/".formatted(host.contains(":") ? "[" + host + "]" : host, bound.getPort());
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            HEADERS.forEach(exchange.getResponseHeaders()::set);
            if (!admitted(exchange)) {
                refuse(
                        exchange,
                        421,
                        "asked by a name that is not allowed here; use localhost or an address, or allow it with --page-name");
            } else if (!List.of("GET", "HEAD").contains(exchange.getRequestMethod())) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                refuse(exchange, 405, "only GET is answered");
            } else {
                Optional<Asset> found = find(exchange.getRequestURI().getRawPath());
                if (found.isPresent()) {
                    send(exchange, found.get());
                } else {
                    refuse(exchange, 404, "nothing there");
                }
            }
        }
    }

    /** By the one Host header that a request must have. */
    private boolean admitted(HttpExchange exchange) {
        List<String> hosts = exchange.getRequestHeaders().getOrDefault("Host", List.of());
        return hosts.size() == 1 && address.admits(hosts.get(0));
    }

    private Optional<Asset> find(String path) {
        Asset file = FILES.get(path);
        if (file != null) {
            return Optional.of(file);
        }
        if (PagePaths.SNAPSHOT.equals(path)) {
            return Optional.of(new Asset("application/json", view.snapshot()));
        }
        OptionalLong flagged = PagePaths.flagged(path);
        if (flagged.isPresent()) {
            return view.picture(flagged.getAsLong()).map(Asset::png);
        }
        return PagePaths.example(path)
                .flatMap(example -> view.example(example.bundleId(), example.classIndex()))
                .map(Asset::png);
    }

    private static void send(HttpExchange exchange, Asset asset) throws IOException {
        byte[] bytes = asset.bytes();
        if (asset.text() && accepts(exchange, "gzip")) {
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            bytes = zipped(bytes);
        }
        send(exchange, 200, asset.type(), bytes);
    }

    private static boolean accepts(HttpExchange exchange, String encoding) {
        String accepted = exchange.getRequestHeaders().getFirst("Accept-Encoding");
        return accepted != null && accepted.contains(encoding);
    }

    private static byte[] zipped(byte[] bytes) throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(bytes);
        }
        return zipped.toByteArray();
    }

    private static void refuse(HttpExchange exchange, int status, String why) throws IOException {
        send(exchange, status, "text/plain; charset=utf-8", (why + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] bytes) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(status, -1);
        } else {
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    /** As the jar says: its files stand in a folder of that name. */
    private static String uplotVersion() {
        Properties jar = new Properties();
        try (InputStream in =
                PageServer.class.getResourceAsStream("/META-INF/maven/org.webjars.npm/uplot/pom.properties")) {
            jar.load(requireNonNull(in, "uPlot's jar is not on the class path"));
        } catch (IOException e) {
            throw new UncheckedIOException("uPlot's jar cannot be read", e);
        }
        return jar.getProperty("version");
    }

    private static void setUnlessSet(String property, String value) {
        System.setProperty(property, System.getProperty(property, value));
    }

    /** Connections that are open are cut off. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
