package org.askfirst.robolectric

import android.graphics.Bitmap
import android.graphics.Canvas
import android.graphics.Color
import android.graphics.Rect
import android.os.Looper
import android.view.Gravity
import android.view.View
import android.view.WindowManager
import android.view.inspector.WindowInspector
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import java.io.File

/** Everything on the screen at one moment: the picture, and the views of every window. */
public class Screen private constructor(
    /** The picture, all windows in it. */
    public val bitmap: Bitmap,
    /** The windows from the lowest to the topmost. */
    public val windows: List<Window>,
) {
    /** One window. */
    public class Window internal constructor(
        /** The root view. */
        public val root: View,
        /** Where it stands on the screen. */
        public val bounds: Rect,
        /** The window alone, without what shines through. */
        internal val bitmap: Bitmap,
    ) {
        /** The tree of its views. */
        public val tree: ViewNode by lazy { ViewNode.of(root, bounds) }

        /** All visible views, from the root down. */
        public val views: List<ViewNode> by lazy { tree.all().toList() }
    }

    /** The window that the person can touch. */
    public val top: Window get() = windows.last()

    /** Writes the picture as PNG. */
    public fun save(file: File): File {
        file.parentFile?.mkdirs()
        file.outputStream().use { bitmap.compress(Bitmap.CompressFormat.PNG, 100, it) }
        return file
    }

    /** The trees of all windows as JSON text. */
    public fun dump(): String = ViewJson.write(windows)

    public companion object {
        /** Lets the main thread finish what it has to do, and takes the picture. */
        @JvmStatic
        public fun capture(): Screen {
            shadowOf(Looper.getMainLooper()).idle()
            val metrics = RuntimeEnvironment.getApplication().resources.displayMetrics
            val picture = Bitmap.createBitmap(metrics.widthPixels, metrics.heightPixels, Bitmap.Config.ARGB_8888)
            val canvas = Canvas(picture)
            canvas.drawColor(Color.BLACK)
            val roots = WindowInspector.getGlobalWindowViews().filter { it.isShown && it.width > 0 && it.height > 0 }
            val windows = roots.sortedBy { it.window().type }.map { root ->
                val layout = root.window()
                val bounds = place(root, layout, picture)
                if (layout.flags and WindowManager.LayoutParams.FLAG_DIM_BEHIND != 0) {
                    canvas.drawColor(Color.argb((layout.dimAmount * OPAQUE).toInt(), 0, 0, 0))
                }
                val alone = Bitmap.createBitmap(root.width, root.height, Bitmap.Config.ARGB_8888)
                root.draw(Canvas(alone))
                canvas.drawBitmap(alone, bounds.left.toFloat(), bounds.top.toFloat(), null)
                Window(root, bounds, alone)
            }
            check(windows.isNotEmpty()) { "no window is on the screen" }
            return Screen(picture, windows)
        }

        private fun View.window() = layoutParams as WindowManager.LayoutParams

        /** Where a window stands: Robolectric leaves every window at the origin, so its gravity is applied here. */
        private fun place(root: View, layout: WindowManager.LayoutParams, picture: Bitmap): Rect {
            val container = Rect(0, 0, picture.width, picture.height)
            val out = Rect()
            val gravity = if (layout.gravity == 0) Gravity.CENTER else layout.gravity
            Gravity.apply(gravity, root.width, root.height, container, layout.x, layout.y, out)
            return out
        }

        private const val OPAQUE = 255
    }
}
