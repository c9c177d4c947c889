import QtQuick
import Hearthboard

// A small heading over a number.
Column {
    id: root

    required property ValueModel value
    property string name: value.name
    property string note
    property bool aged: true
    property alias size: quantity.size

    Label {
        text: root.name + (root.aged && root.value.stale ? " · " + root.value.ageText : root.note === "" ? "" : " · " + root.note)
        font.pixelSize: Theme.fontSmall
        color: root.aged && root.value.stale ? Theme.warning : Theme.textFaint
    }
    Quantity {
        id: quantity
        value: root.value
        size: Math.round(Theme.fontTitle * 1.2)
    }
}
