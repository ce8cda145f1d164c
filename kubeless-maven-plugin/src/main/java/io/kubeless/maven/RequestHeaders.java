package io.kubeless.maven;

import static io.kubeless.packaging.model.Argument.setting;

import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The header fields of a request, each as {@code Name: value}, separated by commas or line breaks.
 * A comma that no name follows belongs to the value.
 */
final class RequestHeaders {
  private static final String NAME = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
  private static final Pattern SEPARATOR = Pattern.compile("(?:,|\\R)\\s*(?=" + NAME + ":\\s)");
  private static final Pattern FIELD =
      Pattern.compile(
          "\\s*(" + NAME + "):\\s+([\\x21-\\x7e](?:[\\x20-\\x7e\\t]*[\\x21-\\x7e])?)\\s*");

  /** What the client sets itself. */
  private static final List<String> OF_THE_CLIENT =
      List.of("host", "content-length", "transfer-encoding", "connection", "upgrade", "expect");

  private RequestHeaders() {}

  static Map<String, String> of(GoalSettings settings) {
    Map<String, String> headers = new LinkedHashMap<>();
    String text = settings.text(Setting.HEADERS).orElse("");
    for (String each : text.isBlank() ? new String[0] : SEPARATOR.split(text.strip())) {
      Matcher field = FIELD.matcher(each);
      if (!field.matches()) {
        throw problem(settings, each.strip() + " is not a header field", "Accept: text/plain");
      }
      String name = field.group(1).toLowerCase(Locale.ROOT);
      if (OF_THE_CLIENT.contains(name)) {
        throw problem(settings, field.group(1) + " is set by the client", "Accept: text/plain");
      }
      if (!settings.flag(Setting.LOCAL)
          && (name.equals("authorization") || name.startsWith("impersonate-"))) {
        throw new ProblemException(
            Problem.of(
                    ErrorCode.INVALID_VALUE,
                    "%s is not valid: %s",
                    Setting.HEADERS.property(),
                    field.group(1))
                .at(settings.origin(Setting.HEADERS))
                .because("the API server reads it itself, and does not pass it on")
                .remedy(
                    "kubectl port-forward service/<function> 8080:8080, and call it with %s",
                    setting("local")));
      }
      headers.put(field.group(1), field.group(2));
    }
    return headers;
  }

  private static ProblemException problem(GoalSettings settings, String why, String example) {
    return new ProblemException(
        Problem.of(ErrorCode.INVALID_VALUE, "%s is not valid", Setting.HEADERS.property())
            .at(settings.origin(Setting.HEADERS))
            .because("%s", why)
            .remedy("-D%s=\"%s\"", Setting.HEADERS.property(), example));
  }
}
