package io.latentwatch.local.models;

import io.latentwatch.schemas.ModelAction;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ./latentwatch models rollback}: goes back to an earlier bundle. */
@Command(name = "rollback", description = "Goes back to a bundle that the job accepted before.")
final class RollbackCommand implements Callable<Integer> {
    @Mixin
    private Order order;

    @Override
    public Integer call() throws Exception {
        order.send(ModelAction.ROLLBACK, Optional.empty());
        return 0;
    }
}
