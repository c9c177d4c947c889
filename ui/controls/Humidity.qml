import QtQuick
import Hearthboard

// A drop and how damp it is.
Line {
    id: root

    required property ValueModel value
    property int size: Theme.fontTitle

    spacing: Math.round(Theme.unit / 2)

    Glyph {
        shape: Glyph.Drop
        color: root.value.stale ? Theme.textFaint : Theme.cool
        implicitWidth: Math.round(root.size * 0.9)
        implicitHeight: implicitWidth
    }
    Quantity {
        value: root.value
        size: root.size
        strong: root.size > Theme.fontSmall
        color: root.size > Theme.fontSmall ? Theme.text : Theme.textSoft
    }
}
