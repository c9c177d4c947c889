import QtQuick
import Hearthboard

// Hourly bars with their numbers. Rows have from, to and level (0 to 1), label, current, estimated.
Item {
    id: root

    required property RowModel rows
    property int inset: 0
    property string refusal
    property string emptyText
    implicitHeight: Math.round(5 * Theme.fontSmall)
    implicitWidth: 10 * Theme.fontSmall
    readonly property int headroom: Math.round(sample.height * 1.25)

    TextMetrics {
        id: sample
        font.family: Theme.family
        font.pixelSize: Theme.fontSmall
        text: "0.0"
    }
    Label {
        visible: root.rows.count === 0
        x: root.inset
        width: root.width - root.inset
        height: root.height
        horizontalAlignment: Text.AlignHCenter
        verticalAlignment: Text.AlignVCenter
        wrapMode: Text.Wrap
        text: root.refusal === "" ? root.emptyText : root.refusal
        color: Theme.textFaint
    }
    Rectangle {
        x: root.inset
        y: root.height - 1
        width: root.width - root.inset
        height: 1
        color: Theme.line
    }
    Repeater {
        model: root.rows
        delegate: Item {
            id: bar

            required property double from
            required property double to
            required property double level
            required property string label
            required property bool current
            required property bool estimated

            x: root.inset + Math.round((root.width - root.inset) * from)
            width: root.inset + Math.round((root.width - root.inset) * to) - x
            height: root.height

            Rectangle {
                id: body
                x: Math.max(1, Math.round(parent.width * 0.12))
                width: parent.width - 2 * x
                height: Math.max(2, Math.round((root.height - root.headroom) * bar.level))
                anchors.bottom: parent.bottom
                radius: Math.min(width / 4, height / 2)
                color: bar.current ? Theme.power : Theme.powerSoft
                opacity: bar.estimated ? 0.6 : 1
            }
            Label {
                visible: sample.advanceWidth + 2 <= bar.width
                anchors.bottom: body.top
                anchors.bottomMargin: 2
                anchors.horizontalCenter: parent.horizontalCenter
                text: bar.label
                font.pixelSize: Theme.fontSmall
                color: bar.current ? Theme.text : Theme.textFaint
            }
        }
    }
}
