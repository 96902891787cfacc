package io.latentwatch.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/**
 * A schema registry on loopback that answers as Confluent's does: {@code GET /schemas/ids/ID}, {@code POST /subjects/SUBJECT} and {@code POST
 * /subjects/SUBJECT/versions}, with its error codes. It can be told to fail, and to ask who is there.
 */
public final class InMemoryRegistry implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int FIRST_ID = 7;

    private final HttpServer server;
    private final String scheme;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<ObjectNode> byId = new ArrayList<>();
    private final Map<String, List<Integer>> subjects = new HashMap<>();
    private final List<String> requests = new ArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();

    private volatile int failWith = 503;
    private volatile String user = "";
    private volatile boolean incompatible;

    private InMemoryRegistry(HttpServer server, String scheme) {
        this.server = server;
        this.scheme = scheme;
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    /** Serves HTTP. */
    public static InMemoryRegistry start() throws IOException {
        return new InMemoryRegistry(HttpServer.create(address(), 0), "http");
    }

    static InMemoryRegistry startWithTls(SSLContext context) throws IOException {
        HttpsServer server = HttpsServer.create(address(), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        return new InMemoryRegistry(server, "https");
    }

    private static InetSocketAddress address() throws IOException {
        return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0);
    }

    /** Where it serves. */
    public String url() {
        return scheme + "://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Answers the next requests with a status, such as 503. */
    void failNext(int count, int status) {
        failWith = status;
        failures.set(count);
    }

    /** Takes requests of that user only, {@code user:password}. */
    public void demand(String basicAuth) {
        user = basicAuth;
    }

    /** Refuses new schemas. */
    void takeNoMore() {
        incompatible = true;
    }

    /** Methods and paths of what was asked, in order. */
    public synchronized List<String> requests() {
        return List.copyOf(requests);
    }

    /** The subjects that hold schemas. */
    public synchronized List<String> subjects() {
        return subjects.keySet().stream().sorted().toList();
    }

    /** Puts a schema there as a client of any language would. */
    public synchronized int register(String subject, String schema) {
        return register(subject, JSON.createObjectNode().put("schema", schema));
    }

    synchronized int register(String subject, ObjectNode schema) {
        int index = byId.indexOf(schema);
        if (index < 0) {
            index = byId.size();
            byId.add(schema);
        }
        subjects.computeIfAbsent(subject, any -> new ArrayList<>()).add(FIRST_ID + index);
        return FIRST_ID + index;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        byte[] body = exchange.getRequestBody().readAllBytes();
        synchronized (this) {
            requests.add(exchange.getRequestMethod() + " " + path);
        }
        if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            answer(exchange, failWith, error(failWith * 100 + 1, "told to fail"));
        } else if (!user.isEmpty() && !isUser(exchange)) {
            answer(exchange, 401, error(40101, "User cannot access the resource."));
        } else if (path.startsWith("/schemas/ids/")) {
            answerSchema(exchange, Integer.parseInt(path.substring("/schemas/ids/".length())));
        } else if (path.startsWith("/subjects/")) {
            answerId(exchange, path.substring("/subjects/".length()), body);
        } else {
            answer(exchange, 404, JSON.createObjectNode());
        }
    }

    private boolean isUser(HttpExchange exchange) {
        String expected = "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
        return expected.equals(exchange.getRequestHeaders().getFirst("Authorization"));
    }

    private synchronized void answerSchema(HttpExchange exchange, int id) throws IOException {
        int index = id - FIRST_ID;
        if (index < 0 || index >= byId.size()) {
            answer(exchange, 404, error(40403, "Schema " + id + " not found"));
        } else {
            answer(exchange, 200, byId.get(index));
        }
    }

    private synchronized void answerId(HttpExchange exchange, String path, byte[] body) throws IOException {
        boolean registers = path.endsWith("/versions");
        String subject = URLDecoder.decode(
                registers ? path.substring(0, path.length() - "/versions".length()) : path, StandardCharsets.UTF_8);
        ObjectNode schema = (ObjectNode) JSON.readTree(body);
        int id = FIRST_ID + byId.indexOf(schema);
        List<Integer> ids = subjects.getOrDefault(subject, List.of());
        if (ids.contains(id)) {
            answer(exchange, 200, JSON.createObjectNode().put("id", id));
        } else if (!registers) {
            answer(exchange, 404, ids.isEmpty() ? error(40401, "Subject not found") : error(40403, "Schema not found"));
        } else if (incompatible) {
            answer(exchange, 409, error(409, "Schema being registered is incompatible with an earlier schema"));
        } else {
            answer(exchange, 200, JSON.createObjectNode().put("id", register(subject, schema)));
        }
    }

    private static ObjectNode error(int code, String message) {
        return JSON.createObjectNode().put("error_code", code).put("message", message);
    }

    private static void answer(HttpExchange exchange, int status, JsonNode body) throws IOException {
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/vnd.schemaregistry.v1+json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
