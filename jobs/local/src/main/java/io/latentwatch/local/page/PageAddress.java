package io.latentwatch.local.page;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where the page is served, and which names browsers may ask it by. A page that answered to any name could be read by any other page that the browser shows, once that one's name is made to point here (DNS
 * rebinding); a name that is an address cannot be made to point elsewhere.
 *
 * @param socket what is bound; port 0 for a free one
 * @param names that are answered to besides localhost and addresses, in lower case
 */
record PageAddress(InetSocketAddress socket, Set<String> names) {
    /** On this machine only. */
    static final String DEFAULT = "127.0.0.1:8090";

    private static final Pattern HOST_AND_PORT = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^\\s:/]+):(\\d{1,5})");
    private static final Pattern HOST_HEADER = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^\\s:/\\[\\]]+)(:\\d{1,5})?");
    private static final Pattern ADDRESS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-fA-F:.]+]");
    private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final int LARGEST_PORT = 65_535;

    PageAddress {
        requireNonNull(socket, "socket is null");
        names = names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Reads {@code HOST:PORT}.
     *
     * @param names see {@link #names()}
     * @throws IllegalArgumentException if it is none, or the host has no address
     */
    static PageAddress of(String text, Set<String> names) {
        Matcher parts = HOST_AND_PORT.matcher(text);
        if (!parts.matches() || Integer.parseInt(parts.group(2)) > LARGEST_PORT) {
            throw new IllegalArgumentException(
                    "the page's address is '%s', expected HOST:PORT such as %s".formatted(text, DEFAULT));
        }
        try {
            InetAddress host = InetAddress.getByName(parts.group(1));
            return new PageAddress(new InetSocketAddress(host, Integer.parseInt(parts.group(2))), names);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(
                    "the page's address is '%s', whose host is not known; give one of this machine's".formatted(text),
                    e);
        }
    }

    /** Whether only this machine reaches it. */
    boolean onLoopback() {
        return socket.getAddress().isLoopbackAddress();
    }

    /**
     * Whether a request with this Host header is answered. The port is not looked at: it may come through a tunnel.
     *
     * @param host the header; null where there is none
     */
    boolean admits(String host) {
        Matcher parts = HOST_HEADER.matcher(host == null ? "" : host);
        if (!parts.matches()) {
            return false;
        }
        String name = parts.group(1).toLowerCase(Locale.ROOT);
        return LOOPBACK_NAMES.contains(name)
                || names.contains(name)
                || (!onLoopback() && ADDRESS.matcher(name).matches());
    }
}
