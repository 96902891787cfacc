package io.latentwatch.local;

import io.latentwatch.bundle.BundleException;
import io.latentwatch.monitoring.configuration.ConfigurationException;
import io.latentwatch.monitoring.start.StartRefusedException;
import io.latentwatch.wire.RegistryException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Tells a command's failure: what a user can mend in one line, a fault of ours with its stack. Exit status 1. */
public final class FailureReport implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult arguments) {
        Throwable cause = withoutWrapper(failure);
        PrintWriter err = command.getErr();
        err.println(command.getCommandSpec().qualifiedName(" ") + ": " + message(cause));
        if (!forUsers(cause)) {
            cause.printStackTrace(err);
        }
        err.flush();
        return CommandLine.ExitCode.SOFTWARE;
    }

    private static Throwable withoutWrapper(Throwable failure) {
        return failure instanceof ExecutionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private static String message(Throwable cause) {
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    private static boolean forUsers(Throwable cause) {
        return cause instanceof IOException
                || cause instanceof UncheckedIOException
                || cause instanceof KafkaException
                || cause instanceof IllegalArgumentException
                || cause instanceof BundleException
                || cause instanceof ConfigurationException
                || cause instanceof RegistryException
                || cause instanceof StartRefusedException;
    }
}
