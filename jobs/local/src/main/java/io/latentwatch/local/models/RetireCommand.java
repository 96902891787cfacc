package io.latentwatch.local.models;

import io.latentwatch.schemas.ModelAction;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ./latentwatch models retire}: has a bundle forgotten. */
@Command(name = "retire", description = "Has a bundle forgotten; the active one cannot be.")
final class RetireCommand implements Callable<Integer> {
    @Mixin
    private Order order;

    @Override
    public Integer call() throws Exception {
        order.send(ModelAction.UNLOAD, Optional.empty());
        return 0;
    }
}
