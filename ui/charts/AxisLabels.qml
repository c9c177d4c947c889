import QtQuick
import Hearthboard

// Words at places along a line. Rows have position (0 to 1) and label.
Item {
    id: root

    required property RowModel rows
    property int indent: Theme.unit

    implicitHeight: Math.ceil(sample.height)

    TextMetrics {
        id: sample
        font.family: Theme.family
        font.pixelSize: Theme.fontSmall
        text: "0"
    }
    Repeater {
        id: labels
        model: root.rows
        delegate: Label {
            required property double position
            required property string label
            required property int index
            // How far the words reach that stand before these.
            readonly property real reach: fits ? x + implicitWidth + Theme.unit : before
            readonly property real before: index > 0 && labels.itemAt(index - 1) ? labels.itemAt(index - 1).reach : 0
            readonly property bool fits: x >= before && x + implicitWidth <= root.width

            visible: fits
            x: Math.round(root.width * position) + (position > 0 ? root.indent : 0)
            text: label
            font.pixelSize: Theme.fontSmall
            color: Theme.textFaint
        }
    }
}
