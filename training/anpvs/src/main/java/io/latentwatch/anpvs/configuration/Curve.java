package io.latentwatch.anpvs.configuration;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A value that changes over a phase: linear between knots that stand at equal distances. In a file it is a number, or a list of
 * them.
 */
public record Curve(List<Double> knots) {
    public Curve {
        knots = List.copyOf(knots);
        if (knots.isEmpty() || knots.stream().anyMatch(value -> !Double.isFinite(value))) {
            throw new IllegalArgumentException("expected one or more finite numbers, found " + knots);
        }
    }

    /** From a file. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Curve read(JsonNode value) {
        List<Double> knots = new ArrayList<>();
        if (value.isNumber()) {
            knots.add(value.asDouble());
        } else if (value.isArray()) {
            value.forEach(knot -> knots.add(knot.isNumber() ? knot.asDouble() : Double.NaN));
        }
        return new Curve(knots);
    }

    @JsonValue
    List<Double> write() {
        return knots;
    }

    /** The same value throughout. */
    public static Curve constant(double value) {
        return new Curve(List.of(value));
    }

    /** The value once this part of the phase, in [0,1), is done. */
    public double at(double done) {
        if (knots.size() == 1) {
            return knots.get(0);
        }
        double position = done * (knots.size() - 1);
        int knot = (int) Math.min(Math.floor(position), knots.size() - 2.0);
        double part = position - knot;
        return knots.get(knot) + part * (knots.get(knot + 1) - knots.get(knot));
    }

    double smallest() {
        return knots.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }

    double largest() {
        return knots.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }
}
