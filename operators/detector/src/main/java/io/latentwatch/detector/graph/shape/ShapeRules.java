package io.latentwatch.detector.graph.shape;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The rule of every operator that is run here. */
public final class ShapeRules {
    private static final Map<String, ShapeRule> RULES = collect();

    private ShapeRules() {}

    private static Map<String, ShapeRule> collect() {
        Map<String, ShapeRule> rules = new HashMap<>(ElementwiseShapes.rules());
        rules.putAll(LayoutShapes.rules());
        rules.putAll(ReductionShapes.rules());
        rules.putAll(SelectionShapes.rules());
        rules.putAll(WindowShapes.rules());
        return Map.copyOf(rules);
    }

    /** Operators that have a rule. */
    public static Set<String> operators() {
        return RULES.keySet();
    }

    static ShapeRule of(String operator) {
        ShapeRule rule = RULES.get(operator);
        if (rule == null) {
            throw new ShapeException("is an operator whose shapes are not known here");
        }
        return rule;
    }
}
