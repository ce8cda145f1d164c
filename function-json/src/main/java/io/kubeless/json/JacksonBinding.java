package io.kubeless.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.kubeless.runtime.Binding;
import java.io.IOException;
import java.lang.reflect.Type;

/**
 * Binds JSON with Jackson: unknown members are ignored, so that senders may add some; times are
 * written as RFC 3339.
 */
public final class JacksonBinding implements Binding {
  private final ObjectMapper mapper =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .addModule(new JavaTimeModule())
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
          .build();

  /** Makes the binding; {@link java.util.ServiceLoader} calls this. */
  public JacksonBinding() {}

  @Override
  public Object read(byte[] body, Type type) throws IOException {
    JavaType target = mapper.constructType(type);
    if (body.length == 0) {
      throw new IOException("a body is expected: JSON for " + target.getRawClass().getSimpleName());
    }
    Object value;
    try {
      value = mapper.readValue(body, target);
    } catch (JsonProcessingException e) {
      throw new IOException(describe(e, target), e);
    }
    if (value == null) {
      throw new IOException("the body is null, and no " + target.getRawClass().getSimpleName());
    }
    return value;
  }

  /** Says where and not what: the body may hold what nobody should log. */
  private static String describe(JsonProcessingException e, JavaType target) {
    StringBuilder text = new StringBuilder("the body is not JSON for ");
    text.append(target.getRawClass().getSimpleName());
    if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
      text.append(", at ");
      for (JsonMappingException.Reference step : mapping.getPath()) {
        text.append(
            step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName());
      }
    }
    JsonLocation location = e.getLocation();
    if (location != null) {
      text.append(", line ").append(location.getLineNr());
      text.append(", column ").append(location.getColumnNr());
    }
    return text.toString();
  }

  @Override
  public byte[] write(Object value) throws IOException {
    return mapper.writeValueAsBytes(value);
  }
}
