package io.kubeless.json;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import java.io.IOException;

/** Refuses numbers beyond the range of their Java type, which would become an infinity. */
final class FiniteNumbers extends JsonParserDelegate {

  FiniteNumbers(JsonParser parser) {
    super(parser);
  }

  @Override
  public double getDoubleValue() throws IOException {
    return finite(super.getDoubleValue());
  }

  @Override
  public float getFloatValue() throws IOException {
    return finite(super.getFloatValue());
  }

  @Override
  public Number getNumberValue() throws IOException {
    return finite(super.getNumberValue());
  }

  private <N extends Number> N finite(N number) throws IOException {
    boolean binary = number instanceof Double || number instanceof Float;
    if (binary && Double.isInfinite(number.doubleValue())) {
      throw new JsonParseException(this, "a number beyond the range of its type");
    }
    return number;
  }
}
