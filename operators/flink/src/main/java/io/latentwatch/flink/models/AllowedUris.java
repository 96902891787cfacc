package io.latentwatch.flink.models;

import java.io.Serializable;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Where bundles may be fetched from: a URI is allowed if it is one of the prefixes or lies below one, each of which is taken as a folder. A scheme is
 * allowed by a prefix that has it, and by nothing else.
 *
 * @param prefixes such as {@code s3://bucket/models}
 */
public record AllowedUris(List<String> prefixes) implements Serializable {
    private static final int LONGEST = 1_000;

    /** No escapes, so that no step means two things; no query, fragment or user. */
    private static final Pattern PLAIN =
            Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]*:/[A-Za-z0-9._~/:=,+-]*[A-Za-z0-9._~=,+-]/?");

    public AllowedUris {
        prefixes = List.copyOf(prefixes);
        for (String prefix : prefixes) {
            if (!isPlain(prefix)) {
                throw new IllegalArgumentException("'" + prefix
                        + "' is not a prefix of URIs, expected such as s3://bucket/models/, plain and whole");
            }
        }
    }

    /**
     * Lets through what is allowed.
     *
     * @throws CommandRefusedException if the URI is not plain or lies elsewhere
     */
    void require(String uri) throws CommandRefusedException {
        if (!isPlain(uri)) {
            throw new CommandRefusedException(
                    CommandResult.FORBIDDEN_URI,
                    "the URI '" + uri
                            + "' is not plain, expected a scheme and a path without '.', '..', escapes, user, query or "
                            + "fragment, of at most " + LONGEST + " characters");
        }
        if (prefixes.stream().noneMatch(prefix -> isBelow(uri, prefix))) {
            throw new CommandRefusedException(
                    CommandResult.FORBIDDEN_URI,
                    "the URI '" + uri + "' is not allowed, expected one below " + prefixes
                            + "; models.allowed-uris says which are");
        }
    }

    private static boolean isBelow(String uri, String prefix) {
        return uri.equals(prefix) || uri.startsWith(prefix.endsWith("/") ? prefix : prefix + "/");
    }

    private static boolean isPlain(String uri) {
        if (uri.length() > LONGEST || !PLAIN.matcher(uri).matches()) {
            return false;
        }
        try {
            URI parsed = new URI(uri);
            return parsed.getUserInfo() == null && parsed.normalize().toString().equals(parsed.toString());
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
