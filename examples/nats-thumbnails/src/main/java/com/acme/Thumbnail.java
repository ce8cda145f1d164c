package com.acme;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;

/** A small image. */
final class Thumbnail {
  private static final double LONGEST_SIDE = 160;

  private Thumbnail() {}

  /**
   * Returns an image as a PNG of at most 160 × 160 pixels.
   *
   * @throws IOException if it is not an image, or of an unknown format
   */
  static byte[] of(byte[] image) throws IOException {
    BufferedImage large = ImageIO.read(new ByteArrayInputStream(image));
    if (large == null) {
      throw new IOException("not an image");
    }
    double scale = Math.min(1, LONGEST_SIDE / Math.max(large.getWidth(), large.getHeight()));
    int width = (int) Math.max(1, Math.round(large.getWidth() * scale));
    int height = (int) Math.max(1, Math.round(large.getHeight() * scale));
    BufferedImage small = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
    Graphics2D graphics = small.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(large, 0, 0, width, height, null);
    graphics.dispose();
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(small, "png", png);
    return png.toByteArray();
  }
}
