package io.latentwatch.anpvs.yaml;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.util.TreeSet;

/** What is wrong with a YAML file, in its own terms: the path of the value, what was expected and what was found. */
public final class YamlProblem {
    private YamlProblem() {}

    /** One line, such as {@code phases.0.attack.steps: expected a value (int), found none}. */
    public static String of(JsonProcessingException e) {
        String where = e instanceof JsonMappingException mapping ? path(mapping) : "";
        return where.isEmpty() ? text(e) : where + ": " + text(e);
    }

    private static String text(JsonProcessingException e) {
        if (e.getCause() instanceof IllegalArgumentException refused) {
            return refused.getMessage();
        }
        if (e instanceof UnrecognizedPropertyException unknown) {
            return "unknown key, expected some of " + new TreeSet<>(unknown.getKnownPropertyIds());
        }
        if (e instanceof MismatchedInputException mismatch
                && mismatch.getTargetType() != null
                && mismatch.getTargetType().isPrimitive()
                && e.getOriginalMessage().contains("`null`")) {
            return "expected a value (%s), found none".formatted(mismatch.getTargetType());
        }
        return e.getOriginalMessage();
    }

    private static String path(JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference reference : e.getPath()) {
            path.append(path.isEmpty() ? "" : ".")
                    .append(reference.getFieldName() == null ? reference.getIndex() : reference.getFieldName());
        }
        return path.toString();
    }
}
