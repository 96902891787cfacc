package io.latentwatch.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/**
 * What a schema registry of Confluent's interface says, kept once it was said: an id's schema never changes, nor does a schema's id within a subject. That an id is
 * unknown is kept for a minute. One for each settings and JVM. Thread-safe.
 */
final class SchemaRegistry {
    /** Longest text of a schema: our own have 4 KiB, and what is read takes time by its length. */
    private static final int MAX_SCHEMA_CHARACTERS = 256 << 10;

    /** Answers kept; when there are more, all are asked for anew. */
    private static final int KEPT = 10_000;

    private static final long UNKNOWN_FOR_NANOS = TimeUnit.MINUTES.toNanos(1);

    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int NO_SUBJECT = 40401;
    private static final int NO_SCHEMA = 40403;

    private static final Map<RegistrySettings, SchemaRegistry> OPEN = new ConcurrentHashMap<>();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RegistrySettings settings;
    private final RegistryCalls calls;
    private final Map<Integer, Answer> byId = new ConcurrentHashMap<>();
    private final Map<Registered, Integer> ids = new ConcurrentHashMap<>();

    private SchemaRegistry(RegistrySettings settings) {
        this.settings = settings;
        this.calls = new RegistryCalls(settings);
    }

    /**
     * The registry, which is not asked anything yet.
     *
     * @throws RegistryException if a file of certificates cannot be used
     */
    static SchemaRegistry of(RegistrySettings settings) {
        return OPEN.computeIfAbsent(settings, SchemaRegistry::new);
    }

    /**
     * The schema with the id.
     *
     * @throws UnreadableMessageException if there is none, or it is no Avro schema that is read here
     * @throws RegistryException if the registry cannot be asked
     */
    Schema byId(int id) throws UnreadableMessageException {
        Answer known = byId.get(id);
        if (known == null || known.isTooOld()) {
            if (byId.size() >= KEPT) {
                byId.clear();
            }
            known = ask(id);
            byId.put(id, known);
        }
        if (known.schema() == null) {
            throw new UnreadableMessageException(known.problem());
        }
        return known.schema();
    }

    private Answer ask(int id) {
        RegistryCalls.Response response = calls.get("/schemas/ids/" + id);
        if (response.status() == NOT_FOUND && code(response) == NO_SCHEMA) {
            return Answer.none("expected a schema that the registry knows, found the id " + id + ", which it does not");
        }
        JsonNode answer = json(response, "the schema with the id " + id);
        String type = answer.path("schemaType").asText("AVRO");
        String text = answer.path("schema").asText();
        if (!type.equals("AVRO")) {
            return Answer.none("expected an Avro schema, found that the id " + id + " is of the type " + type);
        }
        if (answer.path("references").size() > 0) {
            return Answer.none("expected a schema that is whole, found that the one with the id " + id
                    + " refers to others; register it with all types written out");
        }
        if (text.length() > MAX_SCHEMA_CHARACTERS) {
            return Answer.none("expected a schema of at most " + MAX_SCHEMA_CHARACTERS
                    + " characters, found that the one with the id " + id + " has " + text.length());
        }
        try {
            return Answer.of(new Schema.Parser().parse(text));
        } catch (AvroRuntimeException e) {
            return Answer.none(
                    "expected an Avro schema, found that the one with the id " + id + " is none: " + e.getMessage());
        }
    }

    /**
     * The id of a schema in a subject; the schema is registered where it is not there yet and the settings allow that.
     *
     * @throws RegistryException if the registry cannot be asked, refuses the schema, or does not have it and may not be given it
     */
    int idOf(String subject, Schema schema) {
        return ids.computeIfAbsent(new Registered(subject, schema), this::askForId);
    }

    private int askForId(Registered asked) {
        String path = "/subjects/" + URLEncoder.encode(asked.subject(), StandardCharsets.UTF_8);
        String what = "the schema of " + asked.schema().getFullName() + " in the subject " + asked.subject();
        String body =
                JSON.createObjectNode().put("schema", asked.schema().toString()).toString();
        RegistryCalls.Response response = calls.post(settings.register() ? path + "/versions" : path, body);
        if (response.status() == NOT_FOUND && (code(response) == NO_SUBJECT || code(response) == NO_SCHEMA)) {
            throw new RegistryException(settings + " does not have " + what
                    + ", and registering is off; register it, or let it be registered (register: true)");
        }
        JsonNode id = json(response, what).path("id");
        if (!id.canConvertToInt()) {
            throw new RegistryException(
                    settings + " answers no id when it is asked for " + what + "; check that it is a schema registry");
        }
        return id.asInt();
    }

    private JsonNode json(RegistryCalls.Response response, String asked) {
        JsonNode answer = parse(response);
        if (response.status() != OK || !answer.isObject()) {
            throw new RegistryException("%s does not give %s: status %d, %s; %s"
                    .formatted(
                            settings,
                            asked,
                            response.status(),
                            answer.path("message").asText("no message"),
                            whatToDo(response.status())));
        }
        return answer;
    }

    private static String whatToDo(int status) {
        return switch (status) {
            case 401, 403 -> "check its credentials and what they may do";
            case 409 ->
                "it is not compatible with what is registered there: set the subject's compatibility, or use another topic";
            default -> "check its url";
        };
    }

    private static int code(RegistryCalls.Response response) {
        return parse(response).path("error_code").asInt();
    }

    private static JsonNode parse(RegistryCalls.Response response) {
        try {
            return JSON.readTree(response.body());
        } catch (JsonProcessingException e) {
            return JSON.missingNode();
        }
    }

    /** A schema in a subject. */
    private record Registered(String subject, Schema schema) {}

    /** An id's schema, or why it has none; the latter is true for a while only. */
    private record Answer(Schema schema, String problem, long sinceNanos) {
        static Answer of(Schema schema) {
            return new Answer(schema, "", System.nanoTime());
        }

        static Answer none(String problem) {
            return new Answer(null, problem, System.nanoTime());
        }

        boolean isTooOld() {
            return schema == null && System.nanoTime() - sinceNanos > UNKNOWN_FOR_NANOS;
        }
    }
}
