package dev.affix.prefix.backbone;

/**
 * What a vision backbone reads.
 *
 * @param channels of a pixel
 * @param size height and width of an image in pixels
 * @param patch height and width of a patch; divides {@code size}
 */
public record ImageShape(int channels, int size, int patch) {
    public ImageShape {
        if (channels < 1 || size < 1 || patch < 1 || size % patch != 0) {
            throw new IllegalArgumentException("image of " + channels + " channels and size " + size
                    + " cannot be cut into patches of size " + patch);
        }
    }

    /** Patches of an image. */
    public int patches() {
        return Math.multiplyExact(size / patch, size / patch);
    }
}
