package io.latentwatch.detector.graph.shape;

import java.util.List;

/** How an operator's outputs follow from its inputs. */
@FunctionalInterface
interface ShapeRule {
    /**
     * All outputs that the operator can have, in their order; a node may use fewer.
     *
     * @throws ShapeException if they cannot be inferred
     */
    List<Extent> outputs(Operands node);
}
