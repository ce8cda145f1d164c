package io.kubeless.packaging.kubeconfig;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The proxy that the environment names for an address, by the rules of Go, which kubectl uses.
 *
 * @see <a href="https://pkg.go.dev/golang.org/x/net/http/httpproxy">httpproxy</a>
 */
record EnvironmentProxy(Map<String, String> environment) {

  /** A host and a port. An IPv6 address before a port is in brackets. */
  private static final Pattern HOST_AND_PORT = Pattern.compile("(\\[.*]|[^:]*):(\\d{1,5})");

  /** Returns the value of HTTPS_PROXY, or of HTTP_PROXY for plain HTTP; empty if it is unset. */
  Optional<String> of(URI server) {
    String name = server.getScheme().equals("https") ? "HTTPS_PROXY" : "HTTP_PROXY";
    return Optional.of(variable(name))
        .filter(text -> !text.isEmpty() && !direct(server))
        .map(text -> text.contains("://") ? text : "http://" + text);
  }

  /** Returns whether an address needs no proxy: NO_PROXY excludes it, or it is this machine. */
  boolean direct(URI server) {
    String host = server.getHost().replaceAll("[\\[\\]]", "").toLowerCase(Locale.ROOT);
    int port = server.getPort() >= 0 ? server.getPort() : port(server.getScheme());
    Optional<byte[]> address = address(host);
    return host.equals("localhost")
        || address.filter(EnvironmentProxy::loopback).isPresent()
        || Arrays.stream(variable("NO_PROXY").split(","))
            .map(each -> each.strip().toLowerCase(Locale.ROOT))
            .filter(each -> !each.isEmpty())
            .anyMatch(each -> matches(each, host, port, address));
  }

  private String variable(String name) {
    String upper = environment.getOrDefault(name, "");
    return upper.isEmpty()
        ? environment.getOrDefault(name.toLowerCase(Locale.ROOT), "")
        : upper.strip();
  }

  private static int port(String scheme) {
    return scheme.equals("https") ? 443 : 80;
  }

  private static boolean matches(String rule, String host, int port, Optional<byte[]> address) {
    if (rule.equals("*")) {
      return true;
    }
    int slash = rule.indexOf('/');
    if (slash > 0) {
      return address.isPresent() && within(rule, slash, address.get());
    }
    Matcher parts = HOST_AND_PORT.matcher(rule);
    boolean hasPort = parts.matches();
    if (hasPort && Integer.parseInt(parts.group(2)) != port) {
      return false;
    }
    String name = (hasPort ? parts.group(1) : rule).replaceAll("[\\[\\]]", "");
    Optional<byte[]> ruled = address(name);
    if (ruled.isPresent()) {
      return address.isPresent() && Arrays.equals(ruled.get(), address.get());
    }
    String suffix = name.replaceFirst("^\\*", "");
    return suffix.startsWith(".")
        ? host.endsWith(suffix)
        : host.equals(suffix) || host.endsWith("." + suffix);
  }

  private static boolean within(String rule, int slash, byte[] address) {
    Optional<byte[]> network = address(rule.substring(0, slash));
    if (network.isEmpty()
        || network.get().length != address.length
        || !rule.substring(slash + 1).matches("\\d{1,3}")) {
      return false;
    }
    int bits = Math.min(Integer.parseInt(rule.substring(slash + 1)), address.length * 8);
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> (bit % 8);
      if ((network.get()[bit / 8] & mask) != (address[bit / 8] & mask)) {
        return false;
      }
    }
    return true;
  }

  private static boolean loopback(byte[] address) {
    try {
      return InetAddress.getByAddress(address).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /** Returns the bytes of a literal address. Names are never looked up. */
  private static Optional<byte[]> address(String text) {
    if (!text.matches("\\d{1,3}(\\.\\d{1,3}){3}|[0-9a-f:.]*:[0-9a-f:.]*")) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(text).getAddress());
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }
}
